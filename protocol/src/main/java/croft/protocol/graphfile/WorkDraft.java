package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job does, as far as its own lines say; null where they say nothing. Jobs whose lines are
 * equal share one, which is what makes a graph of a million jobs small.
 *
 * @param kind null for a script, and for a child
 * @param child not null when it is a graph
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
    @Nullable Resources resources,
    @Nullable JobKind kind,
    @Nullable ChildDraft child,
    @Nullable Expand expand,
    @Nullable SourceDraft source) {

  /** Whether it is no script, and thus takes no worker and no defaults. */
  boolean isOfFarm() {
    return kind != null || child != null;
  }

  /** About how many bytes it keeps. */
  long weight() {
    long bytes = (long) Budget.DRAFT + (script == null ? 0 : script.length());
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
        + (kind == null ? 0 : weight(kind))
        + (child == null ? 0 : weight(child))
        + (inputs == null ? 0 : 4L * Budget.TEXT * inputs.size());
  }

  private static long weight(JobKind kind) {
    return switch (kind) {
      case JobKind.Breakpoint breakpoint ->
          (long) Budget.TEXT * (2 + breakpoint.approvers().size()) + breakpoint.message().length();
      case JobKind.Notify notify -> Budget.TEXT + notify.message().length();
      case JobKind.Script _, JobKind.Timer _, JobKind.ChildGraph _ -> Budget.TEXT;
    };
  }

  private static long weight(ChildDraft child) {
    long bytes = Budget.DEFINITION;
    for (var parameter : child.parameters().entrySet()) {
      bytes +=
          2L * Budget.TEXT + parameter.getKey().length() + parameter.getValue().text().length();
    }
    return bytes + (child.file() == null ? 0 : weight(child.file()));
  }

  /** Until the end of the file, nodes are kept, as their places are needed for faults. */
  private static long weight(Node node) {
    long bytes = Budget.TEXT;
    switch (node) {
      case Node.Scalar scalar -> bytes += scalar.text().length();
      case Node.Sequence sequence -> {
        for (Node item : sequence.items()) {
          bytes += weight(item);
        }
      }
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          bytes += Budget.TEXT + entry.key().length() + weight(entry.value());
        }
      }
    }
    return bytes;
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
