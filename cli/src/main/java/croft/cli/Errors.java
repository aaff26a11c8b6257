package croft.cli;

import croft.cli.command.GlobalOptions;
import croft.cli.command.Shell;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.settings.Setting;
import croft.cli.settings.Settings;
import croft.cli.terminal.Shown;
import croft.protocol.client.UnreachableException;
import croft.protocol.graphfile.Nearest;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is printed when a command cannot be done, and the exit code that says so. */
final class Errors {
  private final Shell shell;
  private final GlobalOptions options;

  Errors(Shell shell, GlobalOptions options) {
    this.shell = shell;
    this.options = options;
  }

  /** The command line itself is wrong. */
  int inCommandLine(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    boolean root = command.getParent() == null;
    String next =
        root ? "croft help lists the verbs." : "croft help " + name.substring(6) + " tells more.";
    List<String> close =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    if (root && args.length > 0 && !args[0].startsWith("-")) {
      // Not picocli's own: it compares the letters as a bag, and finds "resume" close to "sumbit".
      String verb = new Nearest().of(args[0], command.getSubcommands().keySet());
      print(
          "there is no verb '" + args[0] + "'",
          suggestion(verb == null ? List.of() : List.of(verb), next));
    } else {
      print(name + ": " + firstLine(e.getMessage()), suggestion(close, next));
    }
    return end(ExitCode.USAGE, e);
  }

  private static String suggestion(List<String> close, String next) {
    return close.isEmpty() ? next : "Did you mean " + String.join(" or ", close) + "? " + next;
  }

  /** A verb could not do what it should. */
  int inVerb(Exception e, CommandLine command) {
    return switch (e) {
      case Fault fault -> {
        print(fault.getMessage(), fault.next());
        yield end(fault.code(), e);
      }
      case ProblemException problem -> {
        print(what(problem.problem()), next(problem.problem()));
        yield end(code(problem.problem()), e);
      }
      case FileSystemException file -> {
        print(what(file), "Nothing was sent.");
        yield end(ExitCode.USAGE, e);
      }
      case IOException io -> {
        print(
            "cannot reach the farm at " + shell.settings().address() + ": " + why(io),
            isLocal()
                ? "Start one here with croft up, or say where it is with --url or CROFT_URL."
                : "Check the address (croft config shows where it comes from), or whether it"
                    + " runs.");
        yield end(ExitCode.UNREACHABLE, e);
      }
      case InterruptedException _ -> end(ExitCode.INTERRUPTED, e);
      default -> {
        print(
            "a mistake in croft (" + command.getCommandName() + "): " + e,
            "Run it again with --debug and report what it shows.");
        yield end(ExitCode.MISTAKE, e);
      }
    };
  }

  private boolean isLocal() {
    return shell.settings().address().toString().equals(Settings.DEFAULT_URL);
  }

  private static String what(Problem problem) {
    String text = problem.text();
    return problem.next() == null
        ? text
        : text.substring(0, text.length() - problem.next().length()).stripTrailing();
  }

  private @Nullable String next(Problem problem) {
    // The catalogue speaks to callers of the API; to people at a terminal, these say more.
    ProblemType type = problem.catalogued();
    if (type == ProblemType.UNAUTHENTICATED) {
      Settings.Value token = shell.settings().token();
      return token.text() == null
          ? "No token was sent ("
              + token.source()
              + "). Give it with "
              + Setting.TOKEN.variable()
              + ", or name the farm's folder with --data."
          : "The token from " + token.source() + " is not one of this farm.";
    }
    if (type == ProblemType.NO_SUCH_GRAPH) {
      return "croft graphs lists them.";
    }
    if (type == ProblemType.NO_SUCH_TEMPLATE) {
      return "croft template list shows them.";
    }
    if (type == ProblemType.NO_SUCH_JOB) {
      return "croft show GRAPH lists its jobs.";
    }
    return problem.next();
  }

  private static ExitCode code(Problem problem) {
    return problem.status() >= 500 || problem.status() == 401 || problem.status() == 403
        ? ExitCode.UNREACHABLE
        : ExitCode.USAGE;
  }

  private static String what(FileSystemException e) {
    String file = String.valueOf(e.getFile());
    return switch (e) {
      case NoSuchFileException _ -> "there is no file " + file;
      case AccessDeniedException _ -> "may not read or write " + file;
      default -> file + ": " + (e.getReason() == null ? e.toString() : e.getReason());
    };
  }

  private static String why(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "no machine of this name";
      }
      if (cause instanceof HttpTimeoutException) {
        return "no answer in time";
      }
    }
    // The call that got no answer is no news to a person; why is.
    IOException reason =
        e instanceof UnreachableException && e.getCause() instanceof IOException cause ? cause : e;
    if (reason instanceof ConnectException) {
      return "nothing listens there";
    }
    return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
  }

  private void print(@Nullable String what, @Nullable String next) {
    PrintStream err = shell.around().err();
    err.println("croft: " + Shown.lines(String.valueOf(what), false));
    if (next != null) {
      err.println(Shown.lines(next, false));
    }
  }

  private int end(ExitCode code, Exception e) {
    if (options.debug()) {
      e.printStackTrace(shell.around().err());
    }
    return code.number();
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
