package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the {@code {axis}} in a job: the few places where a matrix value can stand. */
final class Templates {
  private Templates() {}

  /** Notes what stands in braces and is no axis of the job's matrix. */
  static void check(Entry job, @Nullable Matrix matrix, FaultLog log, Nearest nearest) {
    if (!(job.value() instanceof Mapping mapping)) {
      return;
    }
    List<String> axes = matrix == null ? List.of() : matrix.axes();
    boolean unread = matrix == null;
    for (Entry field : mapping.entries()) {
      unread &= !field.key().equals("matrix");
    }
    if (matrix == null && !unread) {
      return; // The matrix has faults: its axes are not known.
    }
    for (Entry field : mapping.entries()) {
      switch (field.key()) {
        case "face", "pool", "labels" -> check(field.value(), axes, log, nearest);
        case "inputs" -> {
          if (field.value() instanceof Sequence inputs) {
            inputs.items().forEach(input -> from(input, axes, log, nearest));
          } else {
            from(field.value(), axes, log, nearest);
          }
        }
        default -> {}
      }
    }
  }

  private static void check(Node node, List<String> axes, FaultLog log, Nearest nearest) {
    switch (node) {
      case Scalar scalar -> text(scalar, axes, log, nearest);
      case Sequence sequence -> sequence.items().forEach(item -> check(item, axes, log, nearest));
      case Mapping mapping ->
          mapping.entries().forEach(entry -> check(entry.value(), axes, log, nearest));
    }
  }

  /** Only from has axes: in files, braces are a glob's, and in to, {key} is for the worker. */
  private static void from(Node input, List<String> axes, FaultLog log, Nearest nearest) {
    if (input instanceof Mapping mapping) {
      for (Entry entry : mapping.entries()) {
        if (entry.key().equals("from")) {
          check(entry.value(), axes, log, nearest);
        }
      }
    }
  }

  private static void text(Scalar scalar, List<String> axes, FaultLog log, Nearest nearest) {
    String text = scalar.text();
    int open = text.indexOf('{');
    while (open >= 0) {
      int close = text.indexOf('}', open);
      String name = close < 0 ? "" : text.substring(open + 1, close);
      if (!axes.contains(name)) {
        log.add(
            scalar,
            axes.isEmpty()
                ? Quoted.text(text) + " has braces, but the job has no matrix to fill them from"
                : Quoted.text(text)
                    + " has something in braces that is no axis of the matrix ("
                    + String.join(", ", axes)
                    + ")"
                    + nearest.suggestion(name, axes));
        return;
      }
      open = text.indexOf('{', close);
    }
  }
}
