package croft.cli.command;

/**
 * What is done when the process is told to end (Ctrl-C, TERM) while it waits. The JVM then ends
 * with 130 or 143, as shells expect it.
 */
final class Interruption {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  /** Runs the thread if the end comes before {@link #forget}. */
  static Interruption then(Thread hook) {
    Runtime.getRuntime().addShutdownHook(hook);
    return new Interruption(hook);
  }

  /** The wait is over. */
  void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The end has come already, and the thread runs.
    }
  }
}
