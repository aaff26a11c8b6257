package croft.bench.farm;

import java.util.concurrent.TimeUnit;

/** A program that ends with this one, however this one ends short of a kill -9. */
final class Ending {
  private static final int SECONDS_MAX = 60;

  private final Process process;
  private final Thread atExit;

  private Ending(Process process) {
    this.process = process;
    this.atExit = new Thread(process::destroy);
  }

  static Ending of(Process process) {
    Ending ending = new Ending(process);
    Runtime.getRuntime().addShutdownHook(ending.atExit);
    return ending;
  }

  /** Tells it to end, as Ctrl-C does, and waits for that. */
  void now() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // This program ends, and has begun to run it.
    }
  }
}
