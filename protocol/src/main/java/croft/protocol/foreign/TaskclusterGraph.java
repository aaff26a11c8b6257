package croft.protocol.foreign;

import croft.protocol.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A task graph of Taskcluster as taskgraph writes it ({@code full-task-graph.json}): {@code {label:
 * {dependencies: {name: label}, task: {…}, kind, attributes}}}.
 */
public final class TaskclusterGraph {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@%_+=:,./-]+");

  private TaskclusterGraph() {}

  /**
   * Reads a task graph.
   *
   * @param name the file has none
   * @throws ForeignFileException if it is not one
   */
  public static ForeignGraph read(byte[] json, String name) throws ForeignFileException {
    JsonNode root = WfFormat.tree(json);
    if (!root.isObject()) {
      throw notOne("it is not an object of tasks by label");
    }
    List<ForeignGraph.Task> tasks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      JsonNode node = entry.getValue();
      if (!node.path("task").isObject() || !node.path("dependencies").isObject()) {
        throw notOne("'" + entry.getKey() + "' lacks task or dependencies");
      }
      tasks.add(task(entry.getKey(), node));
    }
    return ForeignGraph.checked(name, "", tasks);
  }

  private static ForeignFileException notOne(String why) {
    return new ForeignFileException("it is not a task graph of Taskcluster: " + why);
  }

  private static ForeignGraph.Task task(String label, JsonNode node) throws ForeignFileException {
    JsonNode task = node.path("task");
    Set<String> needs = new LinkedHashSet<>();
    for (JsonNode need : node.path("dependencies").values()) {
      if (!need.isString()) {
        throw notOne("a dependency of '" + label + "' is not a label");
      }
      needs.add(need.asString());
    }
    String kind = node.path("kind").asString("");
    return new ForeignGraph.Task(
        label,
        List.copyOf(needs),
        work(task),
        null,
        kind.isEmpty() ? null : kind,
        node.path("description").asString(task.path("metadata").path("description").asString("")),
        attributes(node));
  }

  private static ForeignGraph.Work work(JsonNode task) {
    JsonNode payload = task.path("payload");
    Map<String, String> env = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> variable : payload.path("env").properties()) {
      env.put(variable.getKey(), text(variable.getValue()));
    }
    int seconds = payload.path("maxRunTime").asInt(0);
    String pool = task.path("workerType").asString("");
    return new ForeignGraph.Work(
        script(payload.path("command")),
        env,
        seconds > 0 && seconds <= Limits.TIMEOUT_SECONDS_MAX ? Integer.valueOf(seconds) : null,
        pool.isEmpty() ? null : pool);
  }

  /** A list of words is one command; a list of lists, or of lines, is one command each. */
  private static String script(JsonNode command) {
    StringJoiner lines = new StringJoiner("\n");
    boolean words = command.isArray() && !command.isEmpty() && !command.get(0).isArray();
    if (words && command.size() > 1) {
      lines.add(command(command));
    } else {
      for (JsonNode line : command) {
        lines.add(line.isArray() ? command(line) : text(line));
      }
    }
    return lines.length() > 0 && lines.toString().contains("\n") ? "set -e\n" + lines : lines + "";
  }

  private static String command(JsonNode words) {
    StringJoiner line = new StringJoiner(" ");
    for (JsonNode word : words) {
      line.add(quoted(text(word)));
    }
    return line.toString();
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A text; that of a reference, which taskgraph would fill in, as it is written. */
  private static String text(JsonNode node) {
    if (node.isObject() && node.size() == 1) {
      JsonNode only = node.values().iterator().next();
      return only.isString() ? only.asString() : node.toString();
    }
    return node.isString() ? node.asString() : node.toString();
  }

  private static List<ForeignGraph.Attribute> attributes(JsonNode node) {
    List<ForeignGraph.Attribute> attributes = new ArrayList<>();
    String provisioner = node.path("task").path("provisionerId").asString("");
    if (!provisioner.isEmpty()) {
      attributes.add(new ForeignGraph.Attribute("provisioner", provisioner));
    }
    for (Map.Entry<String, JsonNode> entry : node.path("attributes").properties()) {
      add(attributes, entry.getKey(), entry.getValue());
    }
    return attributes;
  }

  private static void add(
      List<ForeignGraph.Attribute> attributes, String name, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return;
    }
    if (value.isArray()) {
      value.forEach(entry -> add(attributes, name, entry));
    } else if (value.isObject()) {
      value.properties().forEach(e -> add(attributes, name + "." + e.getKey(), e.getValue()));
    } else {
      attributes.add(new ForeignGraph.Attribute(name, value.asString()));
    }
  }
}
