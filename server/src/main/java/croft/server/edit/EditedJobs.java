package croft.server.edit;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Condition;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Finalizer;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.JobJson;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.json.Json;
import croft.store.graph.JobRows;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The jobs of a graph by key while it is edited, and each as a graph file says it. */
final class EditedJobs {
  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private final GraphRun run;
  private final GraphEdit edit;
  private final JobRows rows;
  private final IntFunction<String> bodies;
  private final List<Wish> wishes;
  private final Map<Integer, RemoteNeed> remotes;
  private final Map<String, Integer> added = new LinkedHashMap<>();
  private final Map<Integer, String> addedKeys = new HashMap<>();

  /**
   * The jobs as they are.
   *
   * @param bodies the canonical JSON of a definition by its number
   * @param wishes who waits for what others add
   * @param remotes the joins that stand for jobs of other graphs
   */
  EditedJobs(
      GraphRun run,
      GraphEdit edit,
      JobRows rows,
      IntFunction<String> bodies,
      List<Wish> wishes,
      Map<Integer, RemoteNeed> remotes) {
    this.run = run;
    this.edit = edit;
    this.rows = rows;
    this.bodies = bodies;
    this.wishes = wishes;
    this.remotes = remotes;
  }

  /** A job that there is, for a file whose jobs are to join it. */
  ParseOptions.Existing existing(int job) {
    JobRows.Row row = Objects.requireNonNull(rows.row(job), "a job has a row");
    return new ParseOptions.Existing(
        row.key(), JobFlags.has(run.flags(job), JobFlags.FINALIZER), rows.expands(row));
  }

  /** Who waits for what is yet to be added. */
  List<Wish> wishes() {
    return wishes;
  }

  void add(String key, int job) {
    added.put(key, job);
    addedKeys.put(job, key);
  }

  /** The number of a job that there is, or will be; null if there is none. */
  @Nullable Integer number(String key) {
    Integer job = added.containsKey(key) ? added.get(key) : rows.number(key);
    return job != null && edit.exists(job) ? job : null;
  }

  /** The key of a job. */
  String key(int job) {
    String key = addedKeys.get(job);
    if (key != null) {
      return key;
    }
    return Objects.requireNonNull(rows.row(job), "a job has a row").key();
  }

  JobRows rows() {
    return rows;
  }

  /** A job that was there before, with what it waits for now, as a graph file says it. */
  Map<String, Object> json(int job) {
    JobRows.Row row = Objects.requireNonNull(rows.row(job), "a job has a row");
    List<JobJson.Need> needs = new ArrayList<>();
    List<Object> after = new ArrayList<>();
    List<Wish> mine = wishes.stream().filter(wish -> wish.job() == job).toList();
    for (Wish wish : mine) {
      if (edit.exists(wish.maker())) {
        if (wish.rule().kind() == EdgeRule.Kind.AFTER) {
          after.add(wish.glob());
        } else {
          needs.add(JobJson.Need.of(wish.glob(), condition(wish.rule())));
        }
      }
    }
    edit.waitsFor(job)
        .forEach(
            (from, rule) -> {
              if (edit.isGate(from) || isOfWish(from, mine)) {
                return;
              }
              RemoteNeed remote = remotes.get(from);
              if (remote != null && remote.rule().kind() == EdgeRule.Kind.AFTER) {
                after.add(
                    JobJson.Need.remote(remote.graph(), remote.key(), Condition.SUCCEEDED).json());
              } else if (remote != null) {
                needs.add(
                    JobJson.Need.remote(remote.graph(), remote.key(), condition(remote.rule())));
              } else if (JobFlags.has(edit.flags(from), JobFlags.JOIN)) {
                needs.add(choice(from));
              } else if (rule.kind() == EdgeRule.Kind.AFTER) {
                after.add(key(from));
              } else {
                needs.add(need(from, rule));
              }
            });
    int flags = run.flags(job);
    String[] tags = row.tags();
    String face = row.face();
    String barrier = row.barrier();
    Long estimate = row.estimateMs();
    Long deadline = row.deadlineMs();
    String description = row.description();
    return JobJson.of(
        Definition.fromJson(bodies.apply(row.definition())),
        new JobJson.Stored(
            face == null ? null : Json.readResponse(face, MEMBERS),
            description == null ? "" : description,
            tags == null ? List.of() : List.of(tags),
            row.priority(),
            run.state(job) != JobState.INACTIVE,
            JobFlags.has(flags, JobFlags.ALLOW_FAILURE),
            !JobFlags.has(flags, JobFlags.FINALIZER)
                ? Finalizer.NO
                : JobFlags.has(flags, JobFlags.ONCE) ? Finalizer.ONCE : Finalizer.EACH_ENDING,
            estimate == null ? null : Duration.ofMillis(estimate),
            deadline == null ? null : Duration.ofMillis(deadline),
            barrier == null ? null : Json.readResponse(barrier, TEXTS),
            JobFlags.has(flags, JobFlags.REUSE),
            needs,
            after));
  }

  /** Whether an edge is there because of what a maker added, and comes again with its glob. */
  private boolean isOfWish(int from, List<Wish> mine) {
    JobRows.Row row = rows.row(from);
    Integer maker = row == null ? null : row.maker();
    return maker != null
        && mine.stream()
            .anyMatch(wish -> wish.maker() == maker && new Glob(wish.glob()).matches(key(from)));
  }

  static List<String> texts(String json) {
    return Json.readResponse(json, TEXTS);
  }

  private JobJson.Need need(int from, EdgeRule rule) {
    return JobJson.Need.of(key(from), condition(rule));
  }

  private JobJson.Need choice(int join) {
    List<JobJson.Need> of = new ArrayList<>();
    edit.waitsFor(join)
        .forEach(
            (from, rule) ->
                of.add(
                    JobFlags.has(edit.flags(from), JobFlags.JOIN)
                        ? choice(from)
                        : need(from, rule)));
    return new JobJson.Need(null, Condition.SUCCEEDED, edit.required(join), of);
  }

  static Condition condition(EdgeRule rule) {
    Condition condition = Condition.ofText(rule.conditionText());
    return condition == null ? Condition.FINISHED : condition;
  }
}
