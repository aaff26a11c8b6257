package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the values of a job that say what it does. */
final class WorkReader {
  private static final Map<String, Retry.Cause> CAUSES = new LinkedHashMap<>();
  private static final Duration SECOND = Duration.ofSeconds(1);

  static {
    for (Retry.Cause cause : Retry.Cause.values()) {
      CAUSES.put(cause.text(), cause);
    }
  }

  private final FaultLog log;
  private final Values values;

  WorkReader(FaultLog log, Values values) {
    this.log = log;
    this.values = values;
  }

  /** A text, or a list of lines. */
  @Nullable String script(Entry entry) {
    String script;
    if (entry.value() instanceof Sequence) {
      List<String> lines =
          values.list(
              entry,
              GraphFileLimits.SCRIPT_BYTES_MAX,
              node -> values.text(node, "a line", GraphFileLimits.SCRIPT_BYTES_MAX));
      long length = lines.stream().mapToLong(line -> line.length() + 1L).sum();
      if (length > GraphFileLimits.SCRIPT_BYTES_MAX) {
        log.add(
            entry,
            "script has more than %,d bytes; put it into a file"
                .formatted(GraphFileLimits.SCRIPT_BYTES_MAX));
        return null;
      }
      script = String.join("\n", lines);
    } else {
      script = values.text(entry, GraphFileLimits.SCRIPT_BYTES_MAX);
    }
    if (script != null && script.isBlank()) {
      log.add(entry, "script is empty; write the commands to run");
      return null;
    }
    return script;
  }

  @Nullable Map<String, String> env(Entry entry) {
    var env = new TreeMap<String, String>();
    List<Entry> variables = values.entries(entry, "a map, like {NAME: value}");
    if (variables.size() > GraphFileLimits.ENV_MAX) {
      log.add(
          entry,
          "env has %,d variables; the limit is %,d"
              .formatted(variables.size(), GraphFileLimits.ENV_MAX));
      return null;
    }
    for (Entry variable : variables) {
      String value = values.text(variable, GraphFileLimits.VALUE_BYTES_MAX);
      if (Variables.checkVariable(variable, log) && value != null) {
        env.put(variable.key(), value);
      }
    }
    return env;
  }

  List<Input> inputs(Entry entry) {
    return values.list(entry, GraphFileLimits.GLOBS_MAX, this::input);
  }

  private @Nullable Input input(Node node) {
    if (node instanceof Scalar) {
      String files = values.path(node, "files");
      return files == null ? null : new Input(null, files, null);
    }
    String from = null;
    String files = null;
    String to = null;
    int faults = log.count();
    for (Entry part : values.entries(node, "an input", "a glob of files, or {from, files, to}")) {
      switch (part.key()) {
        case "from" -> from = from(part);
        case "files" -> files = values.path(part.value(), "files");
        case "to" -> to = values.path(part.value(), "to");
        default -> values.unknown(part, Keys.INPUT);
      }
    }
    if (log.count() > faults) {
      return null;
    }
    return new Input(from, files == null ? "**" : files, to);
  }

  private @Nullable String from(Entry part) {
    String from = values.text(part, GraphFileLimits.NAME_BYTES_MAX);
    if (from == null) {
      return null;
    }
    String fault = Glob.fault(from.replace('{', 'x').replace('}', 'x'));
    if (fault != null) {
      log.add(part.value(), "from " + Quoted.text(from) + " " + fault);
    }
    return from;
  }

  /** Globs of files. */
  List<String> paths(Entry entry) {
    return values.list(entry, GraphFileLimits.GLOBS_MAX, node -> values.path(node, entry.key()));
  }

  @Nullable List<String> junit(Entry entry) {
    List<String> junit = null;
    for (Entry part : values.entries(entry, "a map, like {junit: \"rep/*.xml\"}")) {
      if (part.key().equals("junit")) {
        junit = paths(part);
      } else {
        values.unknown(part, Keys.REPORTS);
      }
    }
    return junit;
  }

  @Nullable Duration timeout(Entry entry) {
    return values.seconds(entry, SECOND, GraphFileLimits.TIMEOUT_MAX);
  }

  @Nullable Retry retry(Entry entry) {
    if (entry.value() instanceof Scalar scalar && scalar.text().equals("never")) {
      return Retry.NEVER;
    }
    Integer attempts = null;
    var on = EnumSet.copyOf(Retry.DEFAULT.on());
    Duration backoff = null;
    Duration backoffMax = null;
    int faults = log.count();
    for (Entry part : values.entries(entry, "never, or a map like {attempts: 3, on: [lost]}")) {
      switch (part.key()) {
        case "attempts" -> attempts = values.integer(part, 1, GraphFileLimits.ATTEMPTS_MAX);
        case "on" -> {
          on.clear();
          on.addAll(values.list(part, 100, node -> values.word(node, "on", CAUSES)));
        }
        case "backoff" ->
            backoff = values.seconds(part, Duration.ZERO, GraphFileLimits.TIMEOUT_MAX);
        case "backoffMax" ->
            backoffMax = values.seconds(part, Duration.ZERO, GraphFileLimits.TIMEOUT_MAX);
        default -> values.unknown(part, Keys.RETRY);
      }
    }
    if (log.count() > faults) {
      return null;
    }
    Duration first = backoff == null ? Duration.ZERO : backoff;
    Duration last = backoffMax == null ? backoffMaxOf(first) : backoffMax;
    if (last.compareTo(first) < 0) {
      log.add(entry, "backoffMax must not be less than backoff");
      return null;
    }
    return new Retry(attempts == null ? Retry.DEFAULT.attempts() : attempts, on, first, last);
  }

  /** An hour, for backoffs below it; without a backoff there is nothing to bound. */
  private static Duration backoffMaxOf(Duration backoff) {
    Duration hour = Duration.ofHours(1);
    return backoff.isZero() || backoff.compareTo(hour) > 0 ? backoff : hour;
  }

  /** A pool's name, in which an axis may stand. */
  @Nullable String pool(Entry entry) {
    return template(entry.value(), "pool");
  }

  /** Labels, in which axes may stand. */
  List<String> labels(Entry entry) {
    return values.list(entry, GraphFileLimits.LABELS_MAX, node -> template(node, "a label"));
  }

  private @Nullable String template(Node node, String what) {
    if (!(node instanceof Scalar scalar)
        || scalar.kind() == Kind.NULL
        || scalar.text().indexOf('{') < 0) {
      return values.name(node, what);
    }
    String fault = NameRule.fault(scalar.text().replace('{', 'x').replace('}', 'x'));
    if (fault != null) {
      log.add(node, what + " " + Quoted.text(scalar.text()) + " " + fault);
      return null;
    }
    return scalar.text();
  }

  @Nullable Resources resources(Entry entry) {
    Integer cpus = null;
    Integer gpus = null;
    long memory = 0;
    int faults = log.count();
    for (Entry part : values.entries(entry, "a map, like {cpus: 2, memory: 4Gi}")) {
      switch (part.key()) {
        case "cpus" -> cpus = values.integer(part, 1, GraphFileLimits.CPUS_MAX);
        case "gpus" -> gpus = values.integer(part, 0, GraphFileLimits.CPUS_MAX);
        case "memory" -> memory = memory(part);
        default -> values.unknown(part, Keys.RESOURCES);
      }
    }
    return log.count() > faults
        ? null
        : new Resources(cpus == null ? 0 : cpus, memory, gpus == null ? 0 : gpus);
  }

  private long memory(Entry part) {
    long bytes = part.value() instanceof Scalar scalar ? ByteSizes.parse(scalar.text()) : -1;
    if (bytes <= 0) {
      log.add(part.value(), Values.wrong("memory", ByteSizes.WORDS, part.value()));
    } else if (bytes > GraphFileLimits.MEMORY_BYTES_MAX) {
      log.add(
          part.value(),
          "memory is more than %,d bytes".formatted(GraphFileLimits.MEMORY_BYTES_MAX));
    }
    return Math.max(0, bytes);
  }
}
