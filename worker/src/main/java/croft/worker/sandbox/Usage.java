package croft.worker.sandbox;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a job's processes used, as the kernel counted it when they were waited for. Empty where it
 * could not be known: no number is better than a wrong one.
 *
 * @param cpuMs processor time of all processes together, to 10 ms
 * @param maxRssBytes the most memory that any one of the processes held
 */
public record Usage(OptionalLong cpuMs, OptionalLong maxRssBytes) {

  static final Usage UNKNOWN = new Usage(OptionalLong.empty(), OptionalLong.empty());

  /** What GNU time is asked for: seconds in user mode, in the kernel, and memory in kB. */
  static final String TIME_FORMAT = "%U %S %M";

  private static final Pattern TIME = Pattern.compile("(\\d+\\.\\d+) (\\d+\\.\\d+) (\\d+)");

  /** The second line of the shell's {@code times}: its children, user then kernel. */
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s");

  /** The last lines of the notes, if they are what {@link OuterCommand} asked for. */
  static Usage parse(List<String> lines) {
    if (lines.isEmpty()) {
      return UNKNOWN;
    }
    String last = lines.getLast().strip();
    Matcher time = TIME.matcher(last);
    if (time.matches()) {
      return new Usage(
          OptionalLong.of(millis(time.group(1)) + millis(time.group(2))),
          OptionalLong.of(Long.parseLong(time.group(3)) << 10));
    }
    Matcher times = TIMES.matcher(last);
    if (lines.size() >= 2 && times.matches()) {
      return new Usage(
          OptionalLong.of(
              (Long.parseLong(times.group(1)) + Long.parseLong(times.group(3))) * 60_000
                  + millis(times.group(2))
                  + millis(times.group(4))),
          OptionalLong.empty());
    }
    return UNKNOWN;
  }

  private static long millis(String seconds) {
    return Math.round(Double.parseDouble(seconds) * 1_000);
  }
}
