package croft.cli.demo;

import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A graph file fitted to the workers that are there: a job that none of them could ever take is in
 * the graph, but inactive, and its description says why. Without this a demo on a machine with one
 * JDK would wait for ever for a second one.
 *
 * <p>For files of our own: it knows labels that are plain or name one axis of the matrix ({@code
 * jdk={jdk}}), and leaves a matrix with {@code include} or {@code exclude} as it is.
 *
 * @param text the graph file; JSON when it had to be changed, else the text that was given
 * @param changed whether it had to be changed
 * @param inactive the jobs that are inactive for want of a worker, by their labels' names
 */
public record FittedGraph(String text, boolean changed, Map<String, List<String>> inactive) {
  public FittedGraph {
    inactive = Map.copyOf(inactive);
  }

  /**
   * Fits a graph file.
   *
   * @param yaml a valid graph file, YAML or JSON
   * @param labels what at least one worker has
   */
  public static FittedGraph of(String yaml, Set<String> labels) {
    Map<String, Object> graph = map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    Fitting fitting = new Fitting(map(graph.getOrDefault("jobs", Map.of())), labels);
    fitting.run();
    if (fitting.inactive.isEmpty()) {
      return new FittedGraph(yaml, false, Map.of());
    }
    graph.put("jobs", fitting.result);
    return new FittedGraph(Json.requests().writeValueAsString(graph), true, fitting.inactive);
  }

  private static final class Fitting {
    private final Map<String, Object> jobs;
    private final Set<String> labels;
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final Map<String, List<String>> inactive = new LinkedHashMap<>();

    Fitting(Map<String, Object> jobs, Set<String> labels) {
      this.jobs = jobs;
      this.labels = labels;
    }

    void run() {
      jobs.forEach(
          (key, value) -> {
            Map<String, Object> job = new LinkedHashMap<>(map(value));
            Map<String, Object> axes = axes(job);
            if (axes.isEmpty()) {
              fitSingle(key, job);
            } else {
              fitMatrix(key, job, axes);
            }
          });
    }

    private void fitSingle(String key, Map<String, Object> job) {
      List<String> missing = missing(job, UnaryOperator.identity());
      result.put(key, missing.isEmpty() ? job : inactive(key, job, missing));
    }

    /** The combinations that can run stay a matrix; each other one becomes a job of its own. */
    private void fitMatrix(String key, Map<String, Object> job, Map<String, Object> axes) {
      Map<String, Object> own = new LinkedHashMap<>();
      Map<String, Set<Object>> kept = new LinkedHashMap<>();
      for (Map<String, Object> values : combinations(axes)) {
        UnaryOperator<String> fill = text -> fill(text, values);
        List<String> missing = missing(job, fill);
        if (missing.isEmpty()) {
          values.forEach(
              (axis, value) -> kept.computeIfAbsent(axis, _ -> new LinkedHashSet<>()).add(value));
          continue;
        }
        Map<String, Object> single = map(deep(job, fill));
        single.remove("matrix");
        single.put("needs", needs(job.get("needs"), values));
        Map<String, Object> env = new LinkedHashMap<>(map(single.getOrDefault("env", Map.of())));
        values.forEach((axis, value) -> env.put(axis.toUpperCase(Locale.ROOT), value.toString()));
        single.put("env", env);
        String name =
            key + "/" + String.join("/", values.values().stream().map(Object::toString).toList());
        own.put(name, inactive(name, single, missing));
      }
      if (!kept.isEmpty()) {
        Map<String, Object> matrix = new LinkedHashMap<>();
        kept.forEach((axis, values) -> matrix.put(axis, List.copyOf(values)));
        job.put("matrix", matrix);
        result.put(key, job);
      }
      result.putAll(own);
    }

    private Map<String, Object> inactive(
        String key, Map<String, Object> job, List<String> missing) {
      inactive.put(key, missing);
      job.put("active", false);
      job.put(
          "description",
          "Inactive: no worker has the label "
              + String.join(", ", missing)
              + " (was: "
              + job.getOrDefault("description", key)
              + ")");
      return job;
    }

    private List<String> missing(Map<String, Object> job, UnaryOperator<String> fill) {
      return list(job.get("labels")).stream()
          .map(label -> fill.apply(label.toString()))
          .filter(label -> !labels.contains(label))
          .toList();
    }

    /**
     * What a need on a matrix job's bare name means for one combination: equal values where both
     * have the axis.
     */
    private List<Object> needs(@Nullable Object needs, Map<String, Object> values) {
      List<Object> named = new ArrayList<>();
      for (Object need : list(needs)) {
        Map<String, Object> axes =
            jobs.get(need.toString()) instanceof Map<?, ?> job ? axes(map(job)) : Map.of();
        StringBuilder name = new StringBuilder(need.toString());
        axes.keySet().forEach(axis -> name.append('/').append(values.getOrDefault(axis, "*")));
        named.add(need instanceof String ? name.toString() : need);
      }
      return named;
    }

    private static Map<String, Object> axes(Map<String, Object> job) {
      Map<String, Object> matrix = map(job.getOrDefault("matrix", Map.of()));
      return matrix.containsKey("include") || matrix.containsKey("exclude") ? Map.of() : matrix;
    }

    private static List<Map<String, Object>> combinations(Map<String, Object> axes) {
      List<Map<String, Object>> all = List.of(Map.of());
      for (Map.Entry<String, Object> axis : axes.entrySet()) {
        List<Map<String, Object>> longer = new ArrayList<>();
        for (Map<String, Object> start : all) {
          for (Object value : list(axis.getValue())) {
            Map<String, Object> one = new LinkedHashMap<>(start);
            one.put(axis.getKey(), value);
            longer.add(one);
          }
        }
        all = longer;
      }
      return all;
    }
  }

  private static String fill(String text, Map<String, Object> values) {
    String filled = text;
    for (Map.Entry<String, Object> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue().toString());
    }
    return filled;
  }

  private static Object deep(Object value, UnaryOperator<String> fill) {
    return switch (value) {
      case String text -> fill.apply(text);
      case List<?> items -> items.stream().map(item -> deep(item, fill)).toList();
      case Map<?, ?> members -> {
        Map<String, Object> filled = new LinkedHashMap<>();
        members.forEach((name, member) -> filled.put(name.toString(), deep(member, fill)));
        yield filled;
      }
      default -> value;
    };
  }

  @SuppressWarnings("unchecked") // YAML's keys are text in a valid graph file
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(@Nullable Object value) {
    return value == null ? List.of() : (List<Object>) value;
  }

  /** One line for people: which jobs, and what they miss. Empty when all can run. */
  public String notice() {
    if (inactive.isEmpty()) {
      return "";
    }
    Set<String> missing = new TreeSet<>();
    inactive.values().forEach(missing::addAll);
    return "inactive: "
        + String.join(", ", new TreeSet<>(inactive.keySet()))
        + ", because no worker has "
        + String.join(", ", missing);
  }
}
