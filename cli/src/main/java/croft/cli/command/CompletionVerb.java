package croft.cli.command;

import croft.cli.settings.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete verbs and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script that makes your shell complete verbs and options.",
      "bash: source <(croft completion bash)   (in ~/.bashrc)",
      "zsh:  source <(croft completion zsh)    (in ~/.zshrc)"
    })
public final class CompletionVerb extends Verb {
  /** The shells that it knows. */
  public enum For {
    bash,
    zsh
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "bash or zsh (default: bash).")
  For target = For.bash;

  @Spec CommandSpec spec = CommandSpec.create();

  public CompletionVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() {
    CommandLine root = spec.root().commandLine();
    String script = AutoComplete.bash(root.getCommandName(), root);
    shell
        .terminal()
        .line(
            switch (target) {
              case bash -> script;
              // The script speaks zsh once its bash functions are there.
              case zsh -> "autoload -U +X bashcompinit && bashcompinit\n" + script;
            });
    return ExitCode.OK.number();
  }
}
