package croft.cli;

import croft.cli.settings.ExitCode;
import croft.cli.terminal.Cells;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** The page that a person sees who asks for help without naming a verb. */
final class Overview {
  private Overview() {}

  /**
   * All of it.
   *
   * @param root with every verb
   * @param brief only the verbs
   */
  static List<String> lines(CommandLine root, boolean brief) {
    List<String> lines = new ArrayList<>();
    if (!brief) {
      lines.add(
          "usage: croft VERB …      a compute farm: a graph of jobs goes in, any scripts run");
      lines.add("");
    }
    for (Verbs.Group group : Verbs.Group.values()) {
      lines.add(group.title());
      for (Verbs verb : Verbs.of(group)) {
        lines.add("  %-12s%s".formatted(verb.text(), summary(root, verb)));
      }
      lines.add("");
    }
    if (brief) {
      lines.removeLast();
      return lines;
    }
    lines.add("GRAPH is a number, a name (the newest of that name), last, or last~1, last~2 …");
    lines.add("JOB is a key such as test/25/binary, or its number.");
    lines.add("With every verb: --url --token --project --data --color --debug; many take --json.");
    lines.add("");
    lines.add("Exit codes");
    for (ExitCode code : ExitCode.values()) {
      lines.add("  %-5d%s".formatted(code.number(), code.meaning()));
    }
    lines.add("");
    lines.add("croft help VERB tells all about one of them.");
    return lines;
  }

  /** The first sentence of its description, without the full stop. */
  static String summary(CommandLine root, Verbs verb) {
    CommandLine command = Objects.requireNonNull(root.getSubcommands().get(verb.text()));
    String first = command.getCommandSpec().usageMessage().description()[0];
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    String bare = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return Cells.cut(Character.toLowerCase(bare.charAt(0)) + bare.substring(1), 86);
  }
}
