package croft.protocol.foreign;

import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * WfFormat, in which the WfCommons project publishes scientific workflows and how long their tasks
 * ran (<a href="https://github.com/wfcommons/wfformat">github.com/wfcommons/wfformat</a>). Read are
 * 1.5, which has the structure in {@code workflow.specification} and the run times in {@code
 * workflow.execution}, and the older ones, which have both in {@code workflow.tasks} or {@code
 * workflow.jobs}.
 */
public final class WfFormat {
  private static final double MS_PER_SECOND = 1_000;

  private WfFormat() {}

  /**
   * Reads a workflow.
   *
   * @throws ForeignFileException if it is not one
   */
  public static ForeignGraph read(byte[] json) throws ForeignFileException {
    JsonNode root = tree(json);
    JsonNode workflow = root.path("workflow");
    JsonNode tasks = structure(workflow);
    if (!tasks.isArray()) {
      throw new ForeignFileException(
          "it is not WfFormat: neither workflow.specification.tasks nor workflow.tasks is a list");
    }
    Map<String, String> idOf = ids(tasks);
    Map<String, Set<String>> needs = needs(tasks, idOf);
    Map<String, JsonNode> executions = executions(workflow);
    List<ForeignGraph.Task> read = new ArrayList<>();
    for (JsonNode task : tasks) {
      String id = id(task);
      JsonNode execution = executions.get(id);
      read.add(
          task(id, task, execution == null ? task : execution, needs.getOrDefault(id, Set.of())));
    }
    return ForeignGraph.checked(
        root.path("name").asString("workflow"), root.path("description").asString(""), read);
  }

  static JsonNode tree(byte[] json) throws ForeignFileException {
    try {
      return Json.responses().readTree(json);
    } catch (JacksonException e) {
      throw new ForeignFileException("it is not JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonNode structure(JsonNode workflow) {
    JsonNode specified = workflow.path("specification").path("tasks");
    if (specified.isArray()) {
      return specified;
    }
    return workflow.path("tasks").isArray() ? workflow.path("tasks") : workflow.path("jobs");
  }

  private static ForeignGraph.Task task(
      String id, JsonNode task, JsonNode execution, Set<String> needs) throws ForeignFileException {
    JsonNode command = execution.path("command");
    String program = command.path("program").asString("");
    String name = task.path("name").asString("");
    return new ForeignGraph.Task(
        id,
        List.copyOf(needs),
        new ForeignGraph.Work(command(program, command.path("arguments")), Map.of(), null, null),
        runtimeMs(id, execution),
        null,
        "",
        name.isEmpty() || name.equals(id)
            ? List.of()
            : List.of(new ForeignGraph.Attribute("name", name)));
  }

  private static String command(String program, JsonNode arguments) {
    StringBuilder text = new StringBuilder(program);
    for (JsonNode argument : arguments) {
      text.append(text.isEmpty() ? "" : " ").append(argument.asString(""));
    }
    return text.toString();
  }

  private static @Nullable Long runtimeMs(String id, JsonNode execution)
      throws ForeignFileException {
    JsonNode seconds = execution.path("runtimeInSeconds");
    if (!seconds.isNumber()) {
      seconds = execution.path("runtime");
    }
    if (!seconds.isNumber()) {
      return null;
    }
    double value = seconds.asDouble();
    if (!(value >= 0) || value > Integer.MAX_VALUE) {
      throw new ForeignFileException("task '" + id + "' ran for " + value + " s");
    }
    return Math.round(value * MS_PER_SECOND);
  }

  private static String id(JsonNode task) {
    String id = task.path("id").asString("");
    return id.isEmpty() ? task.path("name").asString("") : id;
  }

  /** The id of the task that each text names: an id, or a name that only one task has. */
  private static Map<String, String> ids(JsonNode tasks) throws ForeignFileException {
    Map<String, String> ids = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (JsonNode task : tasks) {
      String name = task.path("name").asString("");
      if (!name.isEmpty() && ids.put(name, id(task)) != null) {
        shared.add(name);
      }
    }
    ids.keySet().removeAll(shared);
    for (JsonNode task : tasks) {
      String id = id(task);
      if (id.isEmpty()) {
        throw new ForeignFileException("a task has neither id nor name");
      }
      ids.put(id, id);
    }
    return ids;
  }

  /** By id; a file says each edge at both of its ends, but may leave out one. */
  private static Map<String, Set<String>> needs(JsonNode tasks, Map<String, String> idOf)
      throws ForeignFileException {
    Map<String, Set<String>> needs = new HashMap<>();
    for (JsonNode task : tasks) {
      for (JsonNode parent : task.path("parents")) {
        add(needs, named(parent, task, idOf), id(task));
      }
      for (JsonNode child : task.path("children")) {
        add(needs, id(task), named(child, task, idOf));
      }
    }
    return needs;
  }

  private static void add(Map<String, Set<String>> needs, String parent, String child) {
    needs.computeIfAbsent(child, _ -> new LinkedHashSet<>()).add(parent);
  }

  private static String named(JsonNode name, JsonNode task, Map<String, String> idOf)
      throws ForeignFileException {
    String id = idOf.get(name.asString(""));
    if (id == null) {
      throw new ForeignFileException(
          "task '" + id(task) + "' names '" + name.asString("") + "', which is not there");
    }
    return id;
  }

  /** How each task ran, by id; empty when the file has that beside its structure. */
  private static Map<String, JsonNode> executions(JsonNode workflow) {
    Map<String, JsonNode> executions = new HashMap<>();
    for (JsonNode task : workflow.path("execution").path("tasks")) {
      executions.put(id(task), task);
    }
    return executions;
  }
}
