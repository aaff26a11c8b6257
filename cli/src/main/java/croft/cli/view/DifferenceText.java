package croft.cli.view;

import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.Edits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an edit changes, as lines. */
public final class DifferenceText {
  private static final int NAMED_MAX = 12;

  private DifferenceText() {}

  /** A line for each change, and for what follows from them. */
  public static List<String> lines(Edits.Difference difference, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    difference.added().forEach(key -> lines.add(terminal.paint(Tone.GOOD, "+ " + shown(key))));
    difference.removed().forEach(key -> lines.add(terminal.paint(Tone.BAD, "- " + shown(key))));
    for (Edits.Replaced replaced : difference.replaced()) {
      lines.add(
          terminal.paint(Tone.WARNING, "~ " + shown(replaced.key()))
              + "  "
              + String.join(", ", replaced.fields()));
    }
    difference.linked().forEach(link -> lines.add(terminal.paint(Tone.GOOD, "+ " + text(link))));
    difference.unlinked().forEach(link -> lines.add(terminal.paint(Tone.BAD, "- " + text(link))));
    difference.priorities().forEach((key, to) -> lines.add("~ " + shown(key) + "  priority " + to));
    difference
        .parameters()
        .forEach((name, to) -> lines.add("~ parameter " + shown(name) + " = " + shown(to)));
    moved(difference, lines, terminal);
    if (!difference.stale().isEmpty()) {
      lines.add("  stale: " + named(difference.stale()));
    }
    List<String> gone = difference.gone();
    if (gone != null) {
      lines.add("  run again, since their files are needed and gone: " + named(gone));
    }
    if (difference.reopens()) {
      lines.add("  the graph was over and goes on");
    }
    if (lines.isEmpty()) {
      lines.add("nothing changes");
    }
    return lines;
  }

  private static void moved(Edits.Difference difference, List<String> lines, Terminal terminal) {
    Map<String, List<String>> by = new TreeMap<>();
    for (Edits.Moved moved : difference.moved()) {
      by.computeIfAbsent(moved.from().text() + " → " + moved.to().text(), _ -> new ArrayList<>())
          .add(moved.key());
    }
    by.forEach(
        (change, keys) ->
            lines.add("  " + terminal.paint(Tone.STRONG, change) + ": " + named(keys)));
    int more = difference.movedCount() - difference.moved().size();
    if (more > 0) {
      lines.add("  and " + Sizes.count(more) + " more");
    }
  }

  private static String named(List<String> keys) {
    String first =
        String.join(", ", keys.stream().limit(NAMED_MAX).map(DifferenceText::shown).toList());
    return keys.size() > NAMED_MAX
        ? first + " and " + Sizes.count(keys.size() - NAMED_MAX) + " more"
        : first;
  }

  private static String text(Edits.Link link) {
    String how =
        link.kind().equals("after")
            ? "after"
            : link.on().equals("succeeded") ? "needs" : "needs, on " + link.on() + ",";
    return shown(link.to()) + " " + how + " " + shown(link.from());
  }

  private static String shown(String key) {
    return Shown.line(key);
  }
}
