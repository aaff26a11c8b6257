package croft.testing.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What jobs wrote down themselves, outside of the farm: a line when a script starts and one when it
 * ends, in the order in which it happened.
 */
public final class Ledger {
  private final Map<Line, Integer> places = new HashMap<>();
  private final List<Line> lines;

  /** What a script wrote. */
  public record Line(String what, String key, int attempt) {
    static Line parse(String text) {
      String[] words = text.split(" ");
      return new Line(words[0], words[1], Integer.parseInt(words[2]));
    }
  }

  private Ledger(List<Line> lines) {
    this.lines = lines;
    for (int i = 0; i < lines.size(); i++) {
      places.putIfAbsent(lines.get(i), i);
    }
  }

  public static Ledger read(Path file) throws IOException {
    return new Ledger(Files.readAllLines(file).stream().map(Line::parse).toList());
  }

  /** Every line, as often as it was written. */
  public List<Line> lines() {
    return lines;
  }

  /** The starts of a job's script, in order. */
  public List<Line> starts(String key) {
    return lines.stream().filter(l -> l.what().equals("start") && l.key().equals(key)).toList();
  }

  /** Where a line stands. */
  public Optional<Integer> place(Line line) {
    return Optional.ofNullable(places.get(line));
  }

  /** Where the script of an attempt ended. */
  public Optional<Integer> end(String key, int attempt) {
    return place(new Line("end", key, attempt));
  }

  /** A script that writes both lines. */
  public static String script(Path file, String seconds) {
    return """
        echo "start $CROFT_JOB $CROFT_ATTEMPT" >> %1$s
        sleep %2$s
        echo "end $CROFT_JOB $CROFT_ATTEMPT" >> %1$s
        """
        .formatted(file, seconds);
  }
}
