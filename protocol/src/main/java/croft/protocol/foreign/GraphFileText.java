package croft.protocol.foreign;

import croft.protocol.Limits;
import croft.protocol.graphfile.GraphFileLimits;
import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A graph file with every task and edge of another system's graph. A task's own name is the job's
 * title where the key had to be another.
 */
public final class GraphFileText {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/=-]*");
  private static final Set<String> NOT_TEXTS =
      Set.of("true", "false", "null", "yes", "no", "on", "off");
  private static final String DO_NOTHING = "true";
  private static final int MS_PER_SECOND = 1_000;

  /** A replayed job may take so many times as long before it counts as hung. */
  private static final int TIMEOUT_FACTOR = 4;

  private final ForeignGraph graph;
  private final OptionalDouble replay;
  private final Map<String, String> keys;

  private GraphFileText(ForeignGraph graph, OptionalDouble replay) {
    this.graph = graph;
    this.replay = replay;
    this.keys = LegalNames.keys(graph.tasks().stream().map(ForeignGraph.Task::id).toList());
  }

  /**
   * The graph file as YAML.
   *
   * @param replay if there, each script only sleeps as long as its task ran, times this
   * @throws ForeignFileException if run times are asked for and a task has none
   */
  public static String yaml(ForeignGraph graph, OptionalDouble replay) throws ForeignFileException {
    return new GraphFileText(graph, replay).yaml();
  }

  private String yaml() throws ForeignFileException {
    StringBuilder out = new StringBuilder("croft: 1\n");
    write(out, "", "name", LegalNames.of(graph.name(), "imported"));
    if (!graph.description().isEmpty()) {
      write(out, "", "description", cut(graph.description()));
    }
    out.append("jobs:\n");
    for (ForeignGraph.Task task : graph.tasks()) {
      out.append("  ").append(scalar(key(task.id()))).append(":\n");
      for (Map.Entry<String, Object> member : job(task).entrySet()) {
        write(out, "    ", member.getKey(), member.getValue());
      }
    }
    return out.toString();
  }

  private String key(String id) {
    return java.util.Objects.requireNonNull(keys.get(id), id);
  }

  private Map<String, Object> job(ForeignGraph.Task task) throws ForeignFileException {
    Map<String, Object> job = new LinkedHashMap<>();
    String description = description(task);
    if (!description.isEmpty()) {
      job.put("description", cut(description));
    }
    if (!task.needs().isEmpty()) {
      job.put("needs", task.needs().stream().map(this::key).toList());
    }
    work(task, job);
    Map<String, Object> face = new LinkedHashMap<>();
    if (!key(task.id()).equals(task.id())) {
      face.put("title", withoutBraces(task.id()));
    }
    if (task.group() != null) {
      face.put("group", LegalNames.of(task.group(), "group"));
    }
    if (!face.isEmpty()) {
      job.put("face", face);
    }
    List<String> tags = tags(task);
    if (!tags.isEmpty()) {
      job.put("tags", tags);
    }
    return job;
  }

  private void work(ForeignGraph.Task task, Map<String, Object> job) throws ForeignFileException {
    ForeignGraph.Work work = task.work();
    Long ran = task.runtimeMs();
    if (replay.isPresent()) {
      if (ran == null) {
        throw new ForeignFileException(
            "it does not say how long task '" + task.id() + "' ran: it cannot be replayed");
      }
      long scaledMs = Math.round(ran * replay.getAsDouble());
      job.put("script", String.format(Locale.ROOT, "sleep %.3f", scaledMs / 1e3));
      job.put("estimate", Math.max(1, scaledMs) + "ms");
      long timeoutSeconds = TIMEOUT_FACTOR * scaledMs / MS_PER_SECOND;
      if (timeoutSeconds > Limits.TIMEOUT_SECONDS_MAX) {
        throw new ForeignFileException(
            "task '" + task.id() + "' would sleep " + scaledMs / MS_PER_SECOND + " s");
      }
      if (timeoutSeconds > GraphFileLimits.TIMEOUT_DEFAULT.toSeconds()) {
        job.put("timeout", timeoutSeconds + "s");
      }
    } else {
      job.put("script", work.script().isBlank() ? DO_NOTHING : work.script());
      Map<String, Object> env = new LinkedHashMap<>();
      work.env()
          .forEach(
              (name, value) -> {
                if (VARIABLE.matcher(name).matches() && !name.startsWith("CROFT_")) {
                  env.put(name, value);
                }
              });
      if (!env.isEmpty()) {
        job.put("env", env);
      }
      if (ran != null) {
        job.put("estimate", Math.max(1, ran) + "ms");
      }
      if (work.timeoutSeconds() != null) {
        job.put("timeout", work.timeoutSeconds() + "s");
      }
    }
    if (work.pool() != null) {
      job.put("pool", LegalNames.of(work.pool(), "default"));
    }
  }

  private static List<String> tags(ForeignGraph.Task task) {
    Set<String> tags = new LinkedHashSet<>();
    for (ForeignGraph.Attribute attribute : task.attributes()) {
      if (!attribute.value().isEmpty() && tags.size() < GraphFileLimits.TAGS_MAX) {
        tags.add(LegalNames.of(attribute.name() + "=" + attribute.value(), "tag"));
      }
    }
    return new ArrayList<>(tags);
  }

  /** What the task is for; with its name, where the title cannot have that as it is. */
  private String description(ForeignGraph.Task task) {
    String id = task.id();
    return withoutBraces(id).equals(id)
        ? task.description()
        : (task.description() + " (its name is " + id + ")").strip();
  }

  /** In a face, braces hold the name of an axis. */
  private static String withoutBraces(String text) {
    return cut(text.replace('{', '(').replace('}', ')'));
  }

  private static String cut(String text) {
    // Four bytes a character are the most that UTF-8 takes.
    int max = Limits.TEXT_BYTES_MAX / 4;
    return text.length() > max ? text.substring(0, max) : text;
  }

  // ---------------------------------------------------------------- YAML

  private static void write(StringBuilder out, String indent, String name, Object value) {
    out.append(indent).append(scalar(name)).append(':');
    switch (value) {
      case List<?> list -> {
        out.append('\n');
        for (Object entry : list) {
          out.append(indent).append("  - ").append(scalar(String.valueOf(entry))).append('\n');
        }
      }
      case Map<?, ?> map -> {
        out.append('\n');
        map.forEach((key, member) -> write(out, indent + "  ", String.valueOf(key), member));
      }
      default -> {
        String text = String.valueOf(value);
        if (isBlock(text)) {
          out.append(" |-\n");
          text.lines().forEach(line -> block(out, indent, line));
        } else {
          out.append(' ').append(scalar(text)).append('\n');
        }
      }
    }
  }

  private static void block(StringBuilder out, String indent, String line) {
    out.append(line.isEmpty() ? "" : indent + "  " + line).append('\n');
  }

  /** Whether a text of several lines reads back the same from a block. */
  private static boolean isBlock(String text) {
    return text.indexOf('\n') > 0
        && !text.endsWith("\n")
        && text.charAt(0) != ' '
        && text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
  }

  /** Plain if nobody could take it for something else, else as in JSON, which is YAML, too. */
  private static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !NOT_TEXTS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : Json.text(text);
  }
}
