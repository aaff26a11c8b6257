package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.settings.Settings;
import croft.cli.terminal.Shown;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker. */
@Command(
    name = "worker",
    description = {
      "Runs a worker in the foreground: pulls jobs from a farm and runs them on this machine.",
      "Ctrl-C or TERM lets running jobs end first; a second one, through another signal, ends them"
          + " at once. Its log goes to standard error."
    })
public final class WorkerVerb extends Verb {
  @Mixin WorkerOptions options = new WorkerOptions();

  @Option(names = "--name", paramLabel = "NAME", description = "Its name (default: the machine's).")
  @Nullable String name;

  @Option(
      names = "--pool",
      paramLabel = "NAME",
      description = "The pool whose jobs it takes (default: default).")
  @Nullable String pool;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Its folder: work folders, cache, results (default: worker in the data folder).")
  @Nullable Path work;

  public WorkerVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Logs.toStream(shell.around().err());
    Settings settings = shell.settings();
    Settings.Value token = settings.token();
    if (token.text() == null) {
      throw new Fault(
          ExitCode.UNREACHABLE,
          "no token for " + settings.address() + " (" + Shown.line(token.source()) + ")",
          "Give it in CROFT_TOKEN; the server says where it keeps it.");
    }
    Path data =
        work == null ? settings.data().resolve("worker") : shell.around().folder().resolve(work);
    FarmWorker worker =
        FarmWorker.start(settings.address(), token.text(), data, options, name, pool);
    Thread drain =
        new Thread(
            () -> {
              worker.stop();
              try {
                worker.awaitEnd();
              } catch (IOException e) {
                shell.around().err().println("croft: " + e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "croft-drain");
    Runtime.getRuntime().addShutdownHook(drain);
    try {
      worker.awaitEnd();
    } catch (IOException e) {
      throw new Fault(
          ExitCode.UNREACHABLE,
          "the worker could not go on: " + e.getMessage(),
          "Check the address and the token with croft config.",
          e);
    }
    return ExitCode.OK.number();
  }
}
