package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a server and nothing else. */
@Command(
    name = "server",
    description = {
      "Runs a server in the foreground: the part of a farm that is not a worker.",
      "Its log goes to standard error. Ctrl-C or TERM stops it; jobs go on running on their workers."
    })
public final class ServerVerb extends Verb {
  @Mixin ServerOptions options = new ServerOptions();

  public ServerVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Logs.toStream(shell.around().err());
    FarmServer server = FarmServer.start(shell, options.flags(), options.config);
    Lasting.run(server::close);
    return ExitCode.OK.number();
  }
}
