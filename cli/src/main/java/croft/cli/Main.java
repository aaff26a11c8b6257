package croft.cli;

import croft.cli.command.GlobalOptions;
import croft.cli.command.Shell;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Surroundings;
import croft.cli.settings.Version;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.JobState;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The {@code croft} command. */
@Command(name = "croft", description = "A compute farm.", synopsisSubcommandLabel = "VERB")
public final class Main {
  @Mixin final GlobalOptions options = new GlobalOptions();

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args, Surroundings.ofProcess()));
  }

  /**
   * Runs one command.
   *
   * @return its exit code, see {@link ExitCode}
   */
  public static int run(String[] args, Surroundings around) {
    if (args.length == 0) {
      return run(new String[] {"help"}, around);
    }
    return switch (args[0]) {
      case "-V", "--version" -> version(around);
      case "-h", "--help" -> run(new String[] {"help"}, around);
      default -> commandLine(Verbs.named(args[0]), around).execute(args);
    };
  }

  private static int version(Surroundings around) {
    around.out().println("croft " + Version.text());
    return ExitCode.OK.number();
  }

  /**
   * The model of the command line.
   *
   * @param only the verb that is meant, which saves setting up all the others; null for all
   */
  static CommandLine commandLine(@Nullable Verbs only, Surroundings around) {
    var main = new Main();
    var shell = new Shell(around, main.options);
    var root = new CommandLine(main);
    boolean all = only == null || only == Verbs.HELP || only == Verbs.COMPLETION;
    for (Verbs verb : all ? List.of(Verbs.values()) : List.of(only)) {
      root.addSubcommand(verb.text(), verb.make(shell));
    }
    var errors = new Errors(shell, main.options);
    return root.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8))
        .registerConverter(GraphState.class, GraphState::parse)
        .registerConverter(JobState.class, JobState::parse)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler(errors::inCommandLine)
        .setExecutionExceptionHandler((e, line, _) -> errors.inVerb(e, line));
  }
}
