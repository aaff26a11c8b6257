package croft.cli.command;

import croft.cli.settings.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** One verb of the command. Its fields are its options; it runs once. */
@Command(
    mixinStandardHelpOptions = false,
    sortOptions = false,
    sortSynopsis = false,
    abbreviateSynopsis = true)
public abstract class Verb implements Callable<Integer> {
  protected final Shell shell;

  @picocli.CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 99,
      description = "Show this help.")
  boolean help;

  protected Verb(Shell shell) {
    this.shell = shell;
  }

  @Override
  public final Integer call() throws Exception {
    return run();
  }

  /**
   * Does it.
   *
   * @return the exit code: of {@link ExitCode}, but for exec, whose command has its own
   */
  protected abstract int run() throws Exception;
}
