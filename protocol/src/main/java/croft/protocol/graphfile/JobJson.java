package croft.protocol.graphfile;

import croft.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as a graph file says it, made from what is stored of it: what {@link GraphFile} reads back
 * to the same. Defaults are left out.
 */
public final class JobJson {
  private JobJson() {}

  /**
   * What a job waits for, as one entry of {@code needs} or {@code after}.
   *
   * @param atLeast 0 for one job; else how many of {@code of} are enough
   * @param key of the job; null for a choice
   * @param of the entries of a choice; empty for one job
   */
  public record Need(
      @Nullable String key, Condition condition, int atLeast, List<Need> of, @Nullable Long graph) {
    public Need {
      of = List.copyOf(of);
    }

    /** Jobs of the same graph. */
    public Need(@Nullable String key, Condition condition, int atLeast, List<Need> of) {
      this(key, condition, atLeast, of, null);
    }

    /** A job of another graph. */
    public static Need remote(long graph, String key, Condition condition) {
      return new Need(key, condition, 0, List.of(), graph);
    }

    /** One job. */
    public static Need of(String key, Condition condition) {
      return new Need(key, condition, 0, List.of());
    }

    /** As a graph file has it. */
    public Object json() {
      if (graph != null && key != null) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("graph", graph);
        json.put("job", key);
        if (condition != Condition.SUCCEEDED) {
          json.put("on", condition.text());
        }
        return json;
      }
      if (key != null) {
        return condition == Condition.SUCCEEDED ? key : Map.of("job", key, "on", condition.text());
      }
      List<Object> entries = of.stream().map(Need::json).toList();
      if (atLeast == 1) {
        return Map.of("any", entries);
      }
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("atLeast", atLeast);
      json.put("of", entries);
      return json;
    }
  }

  /**
   * What is stored of a job beside its definition.
   *
   * @param face as JSON members; null when it has none of its own
   * @param barrier null, or what it is a barrier for: globs, or none for all jobs
   */
  public record Stored(
      @Nullable Map<String, Object> face,
      String description,
      List<String> tags,
      int priority,
      boolean active,
      boolean allowFailure,
      Finalizer finalizer,
      @Nullable Duration estimate,
      @Nullable Duration deadline,
      @Nullable List<String> barrier,
      boolean reuse,
      List<Need> needs,
      List<Object> after) {}

  /** The members of a job, in the order in which people write them. */
  public static Map<String, Object> of(Definition definition, Stored job) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "description", job.description.isEmpty() ? null : job.description);
    kind(json, definition);
    List<Object> needs = new ArrayList<>(job.needs.stream().map(Need::json).toList());
    put(json, "needs", needs.isEmpty() ? null : needs);
    put(json, "after", job.after.isEmpty() ? null : job.after);
    if (definition.kind() instanceof JobKind.Script) {
      script(json, definition);
    }
    put(json, "priority", job.priority == 0 ? null : job.priority);
    put(json, "active", job.active ? null : false);
    put(json, "allowFailure", job.allowFailure ? true : null);
    put(
        json,
        "finally",
        switch (job.finalizer) {
          case NO -> null;
          case EACH_ENDING -> true;
          case ONCE -> "once";
        });
    List<String> barrier = job.barrier;
    put(json, "barrier", barrier == null ? null : barrier.isEmpty() ? true : barrier);
    put(json, "estimate", job.estimate == null ? null : Durations.format(job.estimate));
    put(json, "deadline", job.deadline == null ? null : Durations.format(job.deadline));
    put(json, "reuse", job.reuse ? true : null);
    put(json, "face", job.face);
    put(json, "tags", job.tags.isEmpty() ? null : job.tags);
    return json;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static void kind(Map<String, Object> json, Definition definition) {
    switch (definition.kind()) {
      case JobKind.Script() -> json.put("script", definition.script());
      case JobKind.Breakpoint breakpoint -> json.put("breakpoint", breakpoint(breakpoint));
      case JobKind.Notify(String message, String topic) -> {
        Map<String, Object> notify = new LinkedHashMap<>();
        notify.put("message", message);
        put(notify, "topic", topic);
        json.put("notify", notify);
      }
      case JobKind.Timer.After(Duration delay) ->
          json.put("timer", Map.of("after", Durations.format(delay)));
      case JobKind.Timer.At(var time) -> json.put("timer", Map.of("at", time.toString()));
      case JobKind.ChildGraph.OfTemplate(String template, Integer version, var parameters) -> {
        Map<String, Object> child = new LinkedHashMap<>();
        child.put("template", template);
        put(child, "version", version);
        put(child, "parameters", parameters.isEmpty() ? null : parameters);
        json.put("graph", child);
      }
      case JobKind.ChildGraph.OfFile(String file, var parameters) -> {
        Map<String, Object> child = new LinkedHashMap<>();
        child.put("file", Json.readResponse(file, Object.class));
        put(child, "parameters", parameters.isEmpty() ? null : parameters);
        json.put("graph", child);
      }
    }
  }

  private static Map<String, Object> breakpoint(JobKind.Breakpoint breakpoint) {
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> approvers = breakpoint.approvers().stream().map(JobKind.Approver::text).toList();
    put(json, "approvers", approvers.isEmpty() ? null : approvers);
    Duration timeout = breakpoint.timeout();
    if (timeout != null) {
      json.put("timeout", Durations.format(timeout));
      json.put("onTimeout", breakpoint.onTimeout().text());
    }
    put(json, "notAuthor", breakpoint.notAuthor() ? true : null);
    put(json, "latch", breakpoint.latch());
    put(json, "message", breakpoint.message().isEmpty() ? null : breakpoint.message());
    return json;
  }

  private static void script(Map<String, Object> json, Definition definition) {
    put(json, "env", definition.env().isEmpty() ? null : definition.env());
    List<Input> inputs = definition.inputs();
    if (inputs != null) {
      json.put("inputs", inputs.stream().map(JobJson::input).toList());
    }
    put(json, "outputs", definition.outputs().isEmpty() ? null : definition.outputs());
    Expand expand = definition.expand();
    List<String> artifacts =
        definition.artifacts().stream()
            .filter(name -> expand == null || !name.equals(expand.file()))
            .toList();
    put(json, "artifacts", artifacts.isEmpty() ? null : artifacts);
    if (!definition.junitReports().isEmpty()) {
      json.put("reports", Map.of("junit", definition.junitReports()));
    }
    if (expand != null) {
      json.put("expand", Map.of("file", expand.file(), "jobsMax", expand.jobsMax()));
    }
    json.put("timeout", Durations.format(definition.timeout()));
    if (!definition.retry().equals(Retry.DEFAULT)) {
      json.put("retry", retry(definition.retry()));
    }
    json.put("pool", definition.pool());
    put(json, "labels", definition.labels().isEmpty() ? null : definition.labels());
    if (!definition.resources().equals(Resources.NONE)) {
      json.put("resources", resources(definition.resources()));
    }
    Source source = definition.source();
    if (source != null) {
      Map<String, Object> from = new LinkedHashMap<>();
      from.put("repository", source.repository());
      put(from, "revision", source.revision());
      put(from, "path", source.path());
      json.put("source", from);
    }
  }

  private static Map<String, Object> input(Input input) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "from", input.from());
    json.put("files", input.files());
    put(json, "to", input.to());
    return json;
  }

  private static Map<String, Object> retry(Retry retry) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("attempts", retry.attempts());
    json.put("on", Retry.words(retry.on()));
    json.put("backoff", Durations.format(retry.backoff()));
    json.put("backoffMax", Durations.format(retry.backoffMax()));
    return json;
  }

  private static Map<String, Object> resources(Resources resources) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "cpus", resources.cpus() == 0 ? null : resources.cpus());
    put(
        json,
        "memory",
        resources.memoryBytes() == 0 ? null : ByteSizes.format(resources.memoryBytes()));
    put(json, "gpus", resources.gpus() == 0 ? null : resources.gpus());
    return json;
  }
}
