package croft.protocol.foreign;

import croft.protocol.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph of another system: its tasks in the order of the file, and what each waits for.
 *
 * @param name what the file calls itself
 * @param description what it says about itself; may be empty
 * @param tasks their ids are unique; each need is an id of another task
 */
public record ForeignGraph(String name, String description, List<Task> tasks) {
  /**
   * One task.
   *
   * @param id what the file knows it by
   * @param needs ids of the tasks that it waits for, each once
   * @param runtimeMs how long it ran, in milliseconds; null if the file does not say
   * @param group what the file puts it together with; null for nothing
   * @param description what it is for; may be empty
   * @param attributes what else the file says about it, in its order; a name may come again
   */
  public record Task(
      String id,
      List<String> needs,
      Work work,
      @Nullable Long runtimeMs,
      @Nullable String group,
      String description,
      List<Attribute> attributes) {
    public Task {
      needs = List.copyOf(needs);
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * What a task does.
   *
   * @param script what a shell runs; empty if the file does not say
   * @param env variables for it
   * @param timeoutSeconds the longest time that it may run; null if the file does not say
   * @param pool the kind of worker that it asks for; null for none
   */
  public record Work(
      String script,
      Map<String, String> env,
      @Nullable Integer timeoutSeconds,
      @Nullable String pool) {}

  /** Something that a file says about a task. */
  public record Attribute(String name, String value) {}

  /**
   * Checks it.
   *
   * @throws ForeignFileException if there are too many tasks, two have one id, or one waits for
   *     itself or for a task that is not there
   */
  static ForeignGraph checked(String name, String description, List<Task> tasks)
      throws ForeignFileException {
    if (tasks.isEmpty()) {
      throw new ForeignFileException("it has no tasks");
    }
    if (tasks.size() > Limits.JOBS_MAX) {
      throw new ForeignFileException(
          Limits.exceeded("it has", tasks.size(), "tasks", Limits.JOBS_MAX));
    }
    Set<String> ids = new HashSet<>();
    for (Task task : tasks) {
      if (!ids.add(task.id)) {
        throw new ForeignFileException("two tasks are called '" + task.id + "'");
      }
    }
    for (Task task : tasks) {
      for (String need : task.needs) {
        if (!ids.contains(need)) {
          throw new ForeignFileException(
              "task '" + task.id + "' waits for '" + need + "', which is not there");
        }
        if (need.equals(task.id)) {
          throw new ForeignFileException("task '" + task.id + "' waits for itself");
        }
      }
    }
    return new ForeignGraph(name, description, List.copyOf(tasks));
  }

  /** How many edges there are. */
  public int edges() {
    return tasks.stream().mapToInt(task -> task.needs.size()).sum();
  }

  /** The places, in {@link #tasks}, of what each task waits for. */
  public List<int[]> needed() {
    Map<String, Integer> place = new HashMap<>();
    for (Task task : tasks) {
      place.put(task.id, place.size());
    }
    List<int[]> needed = new ArrayList<>();
    for (Task task : tasks) {
      needed.add(task.needs.stream().mapToInt(place::get).toArray());
    }
    return needed;
  }
}
