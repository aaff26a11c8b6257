package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job does, as far as its own lines say; null where they say nothing. Jobs whose lines are
 * equal share one, which is what makes a graph of a million jobs small.
 *
 * @param pool may have {@code {axis}} in it, like labels and the inputs' from
 */
record WorkDraft(
    @Nullable String script,
    @Nullable Map<String, String> env,
    @Nullable List<Input> inputs,
    @Nullable List<String> outputs,
    @Nullable List<String> artifacts,
    @Nullable List<String> junitReports,
    @Nullable Duration timeout,
    @Nullable Retry retry,
    @Nullable String pool,
    @Nullable List<String> labels,
    @Nullable Resources resources) {

  /** About how many bytes it keeps. */
  long weight() {
    long bytes = (long) Budget.DEFINITION + (script == null ? 0 : script.length());
    if (env != null) {
      for (var variable : env.entrySet()) {
        bytes += 2L * Budget.TEXT + variable.getKey().length() + variable.getValue().length();
      }
    }
    return bytes
        + weight(outputs)
        + weight(artifacts)
        + weight(junitReports)
        + weight(labels)
        + (inputs == null ? 0 : 4L * Budget.TEXT * inputs.size());
  }

  static long weight(@Nullable List<String> texts) {
    long bytes = 0;
    if (texts != null) {
      for (String text : texts) {
        bytes += Budget.TEXT + text.length();
      }
    }
    return bytes;
  }
}
