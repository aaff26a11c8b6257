package croft.cli;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what there is, or all about one verb. */
@Command(name = "help", description = "Tells what there is, or all about one verb.")
public final class HelpVerb extends Verb {
  @Parameters(arity = "0..1", paramLabel = "VERB", description = "Which verb (default: all).")
  @Nullable String verb;

  @Option(names = "--short", hidden = true, description = "Only the list of verbs.")
  boolean brief;

  @Spec CommandSpec spec = CommandSpec.create();

  HelpVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() {
    CommandLine root = spec.root().commandLine();
    if (verb == null) {
      shell.terminal().lines(Overview.lines(root, brief));
      return ExitCode.OK.number();
    }
    CommandLine command = root.getSubcommands().get(verb);
    if (command == null) {
      throw Fault.usage("there is no verb '" + verb + "'", "croft help lists them all.");
    }
    command.usage(shell.around().out());
    return ExitCode.OK.number();
  }
}
