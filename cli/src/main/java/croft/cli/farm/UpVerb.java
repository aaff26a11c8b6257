package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.client.FarmClient;
import croft.protocol.client.Paging;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a whole farm in one process. */
@Command(
    name = "up",
    description = {
      "Runs a farm in the foreground: server, PostgreSQL and a worker, on 127.0.0.1:8080.",
      "It keeps its data in ~/.croft, or in --data. Ctrl-C stops all of it; graphs go on at the next"
          + " start."
    })
public final class UpVerb extends Verb {
  @Mixin ServerOptions server = new ServerOptions();
  @Mixin WorkerOptions worker = new WorkerOptions();

  public UpVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Terminal terminal = shell.terminal();
    Path data = shell.settings().data();
    Path log = Logs.toFiles(data.resolve("log"), shell.around().err());
    FarmServer running = FarmServer.start(shell, server.flags(), server.config);
    FarmWorker works;
    try {
      works =
          FarmWorker.start(
              running.url(), running.token(), data.resolve("worker"), worker, null, null);
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
    terminal.line(
        terminal.paint(Tone.GOOD, "Croft runs")
            + " on "
            + terminal.paint(Tone.STRONG, running.url().toString()));
    terminal.line("  web     " + terminal.paint(Tone.STRONG, running.webLink()));
    terminal.line("  data    " + data);
    terminal.line("  token   " + running.tokenFile() + "; commands on this machine find it");
    terminal.line("  worker  %d slots, isolation: %s".formatted(worker.slots(), works.isolation()));
    terminal.line("  log     " + log);
    terminal.line("Ctrl-C stops it; graphs go on at the next start.");
    if (isEmpty(running)) {
      terminal.line("");
      terminal.line("Next, in another terminal:  croft init && croft submit --watch");
    }
    terminal.out().flush();
    Lasting.run(
        () -> {
          terminal.line("");
          terminal.line("stopping");
          works.close();
          running.close();
          terminal.line("stopped");
          terminal.out().flush();
        });
    return ExitCode.OK.number();
  }

  private boolean isEmpty(FarmServer running) throws IOException, InterruptedException {
    try (FarmClient client = FarmClient.at(running.url()).token(running.token()).build()) {
      return client
          .project(shell.settings().project())
          .graphs(null, null, Paging.first(1))
          .items()
          .isEmpty();
    }
  }
}
