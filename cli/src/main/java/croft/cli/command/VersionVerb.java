package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Version;
import picocli.CommandLine.Command;

/** Says which croft this is. */
@Command(name = "version", description = "Says which croft this is.")
public final class VersionVerb extends Verb {
  public VersionVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() {
    shell.terminal().line("croft " + Version.text());
    return ExitCode.OK.number();
  }
}
