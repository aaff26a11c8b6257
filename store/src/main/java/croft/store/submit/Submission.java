package croft.store.submit;

import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.schedule.Requirements;
import croft.store.graph.EdgeBlocks;
import croft.store.graph.GraphImage;
import croft.store.graph.GraphImages;
import croft.store.graph.Keys;
import croft.store.graph.NewDefinition;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Wish;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stores a new graph: all of it in the caller's transaction, by COPY. */
public final class Submission {
  private Submission() {}

  /**
   * What was stored.
   *
   * @param run the states that its jobs begin with
   * @param image what servers keep of it in memory
   */
  public record Stored(long graph, GraphRun run, GraphImage image) {}

  private static final String NEXT_ID = "select next_graph_id()";

  private static final String PARTITIONS = "select create_graph_partitions(?, ?)";

  private static final String PARTITION_EXISTS =
      """
      select exists (
        select from pg_class
        where relname = 'job' || to_char(
          to_timestamp((?::bigint >> 20) + 1767225600) at time zone 'UTC', '_YYYY_MM'))
      """;

  private static final String INSERT_GRAPH =
      """
      insert into graph (id, project, name, description, state, paused, priority, jobs, dependencies,
        author, subject, parameters, tags, started_at, deadline_at, template, template_version,
        jobs_max, deadline_ms, latch, reuses, no_reuse)
      select n.id, n.project, n.name, n.description, n.state, n.paused, n.priority, n.jobs,
        n.dependencies, n.author, n.subject, n.parameters, n.tags,
        case when n.state <> 'draft' then farm_clock() end,
        case when n.state <> 'draft'
          then farm_clock() + n.deadline_ms * interval '1 millisecond' end,
        n.template, n.template_version, n.jobs_max, n.deadline_ms, n.latch, n.reuses,
        n.no_reuse
      from (values (?::bigint, ?::int, ?::text, ?::text, ?::graph_state, ?::boolean, ?::int, ?::int,
          ?::int, ?::text, ?::jsonb, ?::jsonb, ?::text[], ?::bigint, ?::text, ?::int, ?::int,
          ?::text, ?::boolean, ?::boolean))
        n (id, project, name, description, state, paused, priority, jobs, dependencies, author,
          subject, parameters, tags, deadline_ms, template, template_version, jobs_max, latch,
          reuses, no_reuse)
      """;

  private static final String INSERT_SOURCE =
      "insert into graph_source (graph, media, body) values (?, ?, ?)";

  private static final String INSERT_DEADLINE =
      """
      insert into deadline (graph, job, at)
      select ?, d.job, farm_clock() + d.ms * interval '1 millisecond'
      from unnest(?::int[], ?::bigint[]) d (job, ms)
      """;

  private static final String INSERT_PROGRESS =
      """
      insert into graph_progress (graph, seq, inactive, blocked, ready, held, skipped, unfinished)
      values (?, 1, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_EVENT =
      """
      insert into event (graph, seq, at, kind, data)
      values (?, 1, farm_clock(), 'submitted', jsonb_build_object('author', ?::text))
      """;

  // An unused class may stay behind when the graph is refused: there are few.
  private static final String INTERN =
      """
      with wanted as (
        select ?::text as pool, ?::text[] as labels, ?::int as cpus, ?::bigint as memory, ?::int as gpus),
      made as (
        insert into requirement_class (pool, labels, cpus, memory_bytes, gpus)
        select * from wanted on conflict do nothing returning id)
      select id from made
      union all
      select c.id from requirement_class c join wanted w on c.pool = w.pool and c.labels = w.labels
        and c.cpus = w.cpus and c.memory_bytes = w.memory and c.gpus = w.gpus
      limit 1
      """;

  /** Interns what workers must have; in a short transaction of its own, before {@link #store}. */
  public static int intern(Connection connection, Requirements requirements) throws SQLException {
    while (true) {
      try (Statement intern =
              new Statement(connection, INTERN)
                  .with(requirements.pool())
                  .withTexts(requirements.labels())
                  .with(requirements.cpus())
                  .with(requirements.memoryBytes())
                  .with(requirements.gpus());
          ResultSet row = intern.query()) {
        if (row.next()) {
          return row.getInt(1);
        }
        // Another transaction made it after this statement's snapshot: the next one sees it.
      }
    }
  }

  /** A new graph's id, with partitions for its month; in a short transaction of its own. */
  public static long newId(Connection connection) throws SQLException {
    long id;
    try (PreparedStatement next = connection.prepareStatement(NEXT_ID);
        ResultSet row = next.executeQuery()) {
      row.next();
      id = row.getLong(1);
    }
    // Making partitions locks their parents, so it is asked for only when they are missing.
    boolean exists;
    try (Statement check = new Statement(connection, PARTITION_EXISTS).with(id);
        ResultSet row = check.query()) {
      exists = row.next() && row.getBoolean(1);
    }
    if (!exists) {
      try (Statement partitions = new Statement(connection, PARTITIONS).with(id).with(id);
          ResultSet row = partitions.query()) {
        row.next();
      }
    }
    return id;
  }

  /**
   * Stores a graph; nothing of it is seen before the caller commits.
   *
   * @param id from {@link #newId}
   * @param requirementClasses the number of each definition's requirements, from {@link #intern}
   */
  public static Stored store(
      Connection connection, NewGraph graph, long id, int[] requirementClasses)
      throws SQLException {
    GraphRun run = GraphRun.submitted(graph.edges(), graph.flags(), graph.inactive());
    insertGraph(connection, graph, id, run);
    copyDefinitions(connection, graph, id, requirementClasses);
    copyJobs(connection, graph, id, run, requirementClasses);
    copyDetails(connection, graph, id);
    copyEdges(connection, graph, id);
    if (!graph.draft()) {
      insertDeadlines(connection, graph, id);
    }
    Wish.insert(connection, id, graph.wishes());
    RemoteNeed.insert(connection, id, graph.remotes());
    return new Stored(id, run, image(connection, graph, id, requirementClasses));
  }

  private static final String PROJECT_NAME = "select name from project where id = ?";

  private static GraphImage image(
      Connection connection, NewGraph graph, long id, int[] requirementClasses)
      throws SQLException {
    String project;
    try (Statement read = new Statement(connection, PROJECT_NAME).with(graph.project());
        ResultSet row = read.query()) {
      row.next();
      project = row.getString(1);
    }
    int size = graph.edges().size();
    int[] definition = new int[size];
    int[] priorities = new int[size];
    int[] expectedMs = new int[size];
    Arrays.fill(definition, -1);
    Arrays.fill(expectedMs, GraphImage.UNKNOWN);
    Keys.Builder keys = new Keys.Builder(size);
    for (int job = 0; job < graph.jobs().size(); job++) {
      NewGraph.NewJob detail = graph.jobs().get(job);
      keys.add(job, detail.key());
      definition[job] = detail.definition();
      priorities[job] = detail.priority();
      Duration estimate = detail.estimate();
      if (estimate != null) {
        expectedMs[job] = (int) Math.min(estimate.toMillis(), Integer.MAX_VALUE);
      }
    }
    List<GraphImage.DefinitionPolicy> policies = new ArrayList<>();
    for (int number = 0; number < requirementClasses.length; number++) {
      NewDefinition made = graph.definitions().get(number);
      policies.add(
          new GraphImage.DefinitionPolicy(
              made.retry(), requirementClasses[number], made.hasOutputs(), made.expands()));
    }
    int[] finalizers =
        IntStream.range(0, size)
            .filter(job -> JobFlags.has(graph.flags()[job], JobFlags.FINALIZER))
            .toArray();
    Keys allKeys = keys.build();
    GraphImages.learn(connection, graph.project(), graph.series(), allKeys, definition, expectedMs);
    return new GraphImage(
        id,
        graph.project(),
        project,
        1,
        1,
        graph.priority(),
        graph.edges(),
        graph.series(),
        allKeys,
        policies,
        definition,
        priorities,
        expectedMs,
        finalizers);
  }

  private static void insertGraph(Connection connection, NewGraph graph, long id, GraphRun run)
      throws SQLException {
    // A graph with nothing to run is over at once.
    GraphState state = graph.draft() ? GraphState.DRAFT : run.graphState();
    Long jobsMax = graph.jobsMax() == null ? null : graph.jobsMax().longValue();
    Long deadlineMs = graph.deadline() == null ? null : graph.deadline().toMillis();
    NewGraph.OfTemplate template = graph.template();
    try (Statement insert =
        new Statement(connection, INSERT_GRAPH)
            .with(id)
            .with(graph.project())
            .with(graph.name())
            .with(graph.description())
            .with(state.text())
            .with(graph.paused())
            .with(graph.priority())
            .with(graph.jobs().size())
            .with(graph.dependencies())
            .with(graph.author())
            .with(graph.subject())
            .with(graph.parameters())
            .withTexts(graph.tags())
            .with(deadlineMs)
            .with(template == null ? null : template.name())
            .with(template == null ? (Long) null : Long.valueOf(template.version()))
            .with(jobsMax)
            .with(graph.latch())
            .with(Arrays.stream(graph.flags()).anyMatch(of -> JobFlags.has(of, JobFlags.LOOK_UP)))
            .with(graph.noReuse())) {
      insert.update();
    }
    if (state.isOver()) {
      try (Statement end =
          new Statement(
                  connection, "update graph set endings = 1, ended_at = farm_clock() where id = ?")
              .with(id)) {
        end.update();
      }
    }
    try (Statement insert =
        new Statement(connection, INSERT_SOURCE)
            .with(id)
            .with(graph.sourceMedia())
            .with(graph.source())) {
      insert.update();
    }
    try (Statement insert =
        new Statement(connection, INSERT_PROGRESS)
            .with(id)
            .with(run.count(JobState.INACTIVE))
            .with(run.count(JobState.BLOCKED))
            .with(run.count(JobState.READY))
            .with(run.count(JobState.HELD))
            .with(run.count(JobState.SKIPPED))
            .with(run.unfinished())) {
      insert.update();
    }
    try (Statement insert = new Statement(connection, INSERT_EVENT).with(id).with(graph.author())) {
      insert.update();
    }
  }

  private static void copyDefinitions(
      Connection connection, NewGraph graph, long id, int[] requirementClasses)
      throws SQLException {
    try (CopyWriter copy =
        new CopyWriter(
            connection,
            "definition",
            "graph, definition, digest, requirement_class, timeout_ms, retry_attempts, retry_on, "
                + "backoff_ms, backoff_max_ms, has_outputs, expands, body")) {
      List<NewDefinition> definitions = graph.definitions();
      for (int number = 0; number < definitions.size(); number++) {
        NewDefinition definition = definitions.get(number);
        copy.column(id)
            .column(number)
            .column(definition.digest())
            .column(requirementClasses[number])
            .column(definition.timeout().toMillis())
            .column(definition.retry().attempts())
            .column(definition.retry().on().stream().map(cause -> cause.text()).sorted().toList())
            .column(definition.retry().backoff().toMillis())
            .column(definition.retry().backoffMax().toMillis())
            .column(definition.hasOutputs())
            .column(definition.expands())
            .column(definition.body())
            .endRow();
      }
      copy.finish();
    }
  }

  private static void copyJobs(
      Connection connection, NewGraph graph, long id, GraphRun run, int[] requirementClasses)
      throws SQLException {
    try (CopyWriter copy =
        new CopyWriter(
            connection, "job", "graph, job, need, open, requirement_class, flags, state")) {
      for (int job = 0; job < run.graph().size(); job++) {
        boolean join = JobFlags.has(run.flags(job), JobFlags.JOIN);
        copy.column(id)
            .column(job)
            .column(run.need(job))
            .column(run.open(job))
            .column(join ? 0 : requirementClasses[graph.jobs().get(job).definition()])
            .column(run.flags(job))
            .column(run.state(job).text())
            .endRow();
      }
      copy.finish();
    }
  }

  private static void copyDetails(Connection connection, NewGraph graph, long id)
      throws SQLException {
    try (CopyWriter copy =
        new CopyWriter(
            connection,
            "job_detail",
            "graph, job, definition, priority, estimate_ms, deadline_ms, key, face, tags, "
                + "description, barrier")) {
      for (int job = 0; job < graph.jobs().size(); job++) {
        NewGraph.NewJob detail = graph.jobs().get(job);
        copy.column(id).column(job).column(detail.definition()).column(detail.priority());
        copy.column(millis(detail.estimate())).column(millis(detail.deadline()));
        copy.column(detail.key()).column(detail.face());
        if (detail.tags().isEmpty()) {
          copy.column((String) null);
        } else {
          copy.column(detail.tags());
        }
        copy.column(detail.description().isEmpty() ? null : detail.description())
            .column(detail.barrier())
            .endRow();
      }
      copy.finish();
    }
  }

  private static @Nullable String millis(@Nullable Duration duration) {
    return duration == null ? null : Long.toString(duration.toMillis());
  }

  private static void copyEdges(Connection connection, NewGraph graph, long id)
      throws SQLException {
    try (CopyWriter copy =
        new CopyWriter(
            connection, "edge_block", "graph, block, required, degrees, targets, rules")) {
      for (int number = 0; number < EdgeBlocks.count(graph.edges().size()); number++) {
        EdgeBlocks.Block block = EdgeBlocks.of(graph.edges(), graph.flags(), number);
        copy.column(id)
            .column(number)
            .column(block.required())
            .column(block.degrees())
            .column(block.targets())
            .column(block.rules())
            .endRow();
      }
      copy.finish();
    }
  }

  private static void insertDeadlines(Connection connection, NewGraph graph, long id)
      throws SQLException {
    Map<Integer, Long> deadlines = new HashMap<>();
    if (graph.deadline() != null) {
      deadlines.put(-1, graph.deadline().toMillis());
    }
    for (int job = 0; job < graph.jobs().size(); job++) {
      Duration deadline = graph.jobs().get(job).deadline();
      if (deadline != null) {
        deadlines.put(job, deadline.toMillis());
      }
    }
    if (deadlines.isEmpty()) {
      return;
    }
    try (Statement insert =
        new Statement(connection, INSERT_DEADLINE)
            .with(id)
            .with(deadlines.keySet().stream().mapToInt(Integer::intValue).toArray())
            .with(deadlines.values().stream().mapToLong(Long::longValue).toArray())) {
      insert.update();
    }
  }
}
