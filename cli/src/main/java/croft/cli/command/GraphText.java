package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a graph file, for showing faults in it as a compiler does.
 *
 * @param name as people call the file
 * @param text its content; empty if it is too large to be held
 */
record GraphText(String name, String text) {
  /** Faults that are shown; mending one often mends the next. */
  private static final int FAULTS_MAX = 20;

  private static final int SNIPPET_MAX = 160;

  /** {@code 12:9 jobs.test.needs[0]}, as the reader of graph files says places. */
  private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,9})(?: (.*))?");

  /** A refusal of the farm: with its places in the file, if it names such. */
  Fault refused(Problem problem) {
    String what = problem.detail() == null ? problem.title() : problem.detail();
    return fault(what, problem.places(), problem.count() == null ? 0 : problem.count());
  }

  /**
   * What is wrong with the file.
   *
   * @param what in a sentence
   * @param places the first faults
   * @param count of all faults
   */
  Fault fault(String what, List<Place> places, int count) {
    var text = new StringBuilder(name).append(": ").append(what);
    String[] lines = this.text.split("\n", -1);
    int shown = Math.min(FAULTS_MAX, places.size());
    for (Place place : places.subList(0, shown)) {
      text.append('\n').append(place(place, lines));
    }
    if (count > shown) {
      text.append("\nand ").append(Sizes.count(count - shown, "more fault"));
    }
    return new Fault(ExitCode.USAGE, text.toString(), "Nothing was submitted.");
  }

  private String place(Place place, String[] lines) {
    Matcher matcher = PLACE.matcher(place.where());
    if (!matcher.matches()) {
      return place.where() + ": " + place.message();
    }
    int line = Integer.parseInt(matcher.group(1));
    int column = Integer.parseInt(matcher.group(2));
    String path = matcher.group(3);
    return "%s:%d:%d: %s%s%s"
        .formatted(
            name,
            line,
            column,
            path == null ? "" : path + ": ",
            place.message(),
            snippet(line <= lines.length ? lines[line - 1] : null, line, column));
  }

  private static String snippet(@Nullable String source, int line, int column) {
    if (source == null || source.isBlank()) {
      return "";
    }
    // Of a long line the piece around the place.
    int from = Math.max(0, Math.min(column - 1, source.length()) - SNIPPET_MAX / 2);
    String cut = source.substring(from, Math.min(source.length(), from + SNIPPET_MAX));
    String number = String.valueOf(line);
    var caret = new StringBuilder();
    for (int i = 0; i < Math.min(column - 1 - from, cut.length()); i++) {
      // A tab is as wide in the line below as it is here.
      caret.append(cut.charAt(i) == '\t' ? '\t' : ' ');
    }
    return "\n  %s | %s\n  %s | %s^"
        .formatted(number, Shown.lines(cut, false), " ".repeat(number.length()), caret);
  }
}
