package croft.store.graph;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores what an edit changed of a graph's jobs and edges, within its {@link GraphTransaction}. Not
 * safe for use by several threads.
 */
final class RevisionWriter {
  private final Connection connection;
  private final long graph;

  RevisionWriter(Connection connection, long graph) {
    this.connection = connection;
    this.graph = graph;
  }

  // What runs now goes on with what it began with; what ends after this would be on record with the
  // new revision and definition.
  private static final String PIN =
      """
      insert into attempt_pin (graph, job, attempt, revision, definition)
      select j.graph, j.job, j.attempt, g.revision, d.definition
      from job j
        join job_detail d on d.graph = j.graph and d.job = j.job
        join graph g on g.id = j.graph
      where j.graph = ? and j.state = 'running'
      on conflict do nothing
      """;

  private static final String NEXT_REVISION =
      """
      update graph
      set revision = revision + 1, version = version + 1, jobs = jobs + ?, dependencies = ?,
        reuses = reuses or ?
      where id = ?
      returning revision
      """;

  /**
   * Begins the next revision.
   *
   * @param jobs how many there are more than before
   * @return its number
   */
  int begin(int jobs, JobGraph edges, int[] flags) throws SQLException {
    try (Statement pin = new Statement(connection, PIN).with(graph)) {
      pin.update();
    }
    try (Statement next =
            new Statement(connection, NEXT_REVISION)
                .with(jobs)
                .with(dependencies(edges, flags))
                .with(Arrays.stream(flags).anyMatch(of -> JobFlags.has(of, JobFlags.LOOK_UP)))
                .with(graph);
        ResultSet row = next.query()) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Edges that people wrote: a join's members count, its edge to the job and gates do not. */
  private static int dependencies(JobGraph edges, int[] flags) {
    int count = 0;
    for (int job = 0; job < edges.size(); job++) {
      if (JobFlags.has(flags[job], JobFlags.JOIN)) {
        continue;
      }
      for (int edge = edges.firstEdge(job); edge < edges.lastEdge(job); edge++) {
        count += edges.rule(edge).kind() == EdgeRule.Kind.BARRIER ? 0 : 1;
      }
    }
    return count;
  }

  private static final String DELETE_JOBS =
      "delete from job where graph = ? and job = any (?::int[])";

  private static final String DELETE_DETAILS =
      "delete from job_detail where graph = ? and job = any (?::int[])";

  private static final String DELETE_DEADLINES =
      "delete from deadline where graph = ? and job = any (?::int[])";

  // They wait from now on; those of a draft from its start.
  private static final String INSERT_DEADLINES =
      """
      insert into deadline (graph, job, at)
      select d.graph, d.job, farm_clock() + d.deadline_ms * interval '1 millisecond'
      from job_detail d join graph g on g.id = d.graph
      where d.graph = ? and d.job = any (?::int[]) and d.deadline_ms is not null
        and g.state <> 'draft'
      """;

  private static final String DELETE_REMOTE =
      "delete from remote_need where graph = ? and job = any (?::int[])";

  private static final String DELETE_MADE =
      "delete from growth where graph = ? and maker = any (?::int[])";

  void delete(BitSet removed) throws SQLException {
    if (removed.isEmpty()) {
      return;
    }
    int[] jobs = removed.stream().toArray();
    for (String sql :
        List.of(DELETE_JOBS, DELETE_DETAILS, DELETE_DEADLINES, DELETE_MADE, DELETE_REMOTE)) {
      try (Statement delete = new Statement(connection, sql).with(graph).with(jobs)) {
        delete.update();
      }
    }
    Wish.delete(connection, graph, jobs);
  }

  private static final String INSERT_JOBS =
      """
      insert into job (graph, job, need, open, requirement_class, flags, state)
      select ?, * from unnest(?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::text[]::job_state[])
      """;

  /** Stores the hot rows of jobs and joins from the number {@code first} on. */
  void insert(GraphRun run, int first, Collection<JobRevision> revised) throws SQLException {
    if (run.graph().size() == first) {
      return;
    }
    Map<Integer, JobRevision> by =
        revised.stream().collect(Collectors.toMap(JobRevision::job, job -> job));
    Ints jobs = new Ints();
    Ints need = new Ints();
    Ints open = new Ints();
    Ints classes = new Ints();
    Ints flags = new Ints();
    List<String> states = new ArrayList<>();
    for (int job = first; job < run.graph().size(); job++) {
      if (run.isRemoved(job)) {
        continue;
      }
      boolean join = JobFlags.has(run.flags(job), JobFlags.JOIN);
      jobs.add(job);
      need.add(run.need(job));
      open.add(run.open(job));
      classes.add(join ? 0 : Objects.requireNonNull(by.get(job)).requirementClass());
      flags.add(run.flags(job));
      states.add(run.state(job).text());
    }
    try (Statement insert =
        new Statement(connection, INSERT_JOBS)
            .with(graph)
            .with(jobs)
            .with(need)
            .with(open)
            .with(classes)
            .with(flags)
            .withTexts(states)) {
      insert.update();
    }
  }

  private static final String UPSERT_DETAILS =
      """
      insert into job_detail (graph, job, key, definition, priority, estimate_ms, deadline_ms, face,
        tags, description, barrier, revision)
      select ?, c.job, c.key, c.definition, c.priority, nullif(c.estimate_ms, -1),
        nullif(c.deadline_ms, -1), c.face,
        case when c.tags = '' then null else string_to_array(c.tags, ' ') end,
        nullif(c.description, ''), c.barrier, ?
      from unnest(?::int[], ?::text[], ?::int[], ?::int[], ?::bigint[], ?::bigint[],
          ?::text[]::jsonb[], ?::text[], ?::text[], ?::text[])
        c (job, key, definition, priority, estimate_ms, deadline_ms, face, tags, description,
          barrier)
      on conflict (graph, job) do update
      set key = excluded.key, definition = excluded.definition, priority = excluded.priority,
        estimate_ms = excluded.estimate_ms, deadline_ms = excluded.deadline_ms, face = excluded.face, tags = excluded.tags,
        description = excluded.description, barrier = excluded.barrier,
        revision = excluded.revision
      """;

  private static final String UPDATE_CLASSES =
      """
      update job j set requirement_class = c.requirement_class
      from unnest(?::int[], ?::int[]) c (job, requirement_class)
      where j.graph = ? and j.job = c.job and j.requirement_class <> c.requirement_class
      """;

  /** Stores what the new revision makes of jobs. */
  void details(int revision, Collection<JobRevision> revised) throws SQLException {
    if (revised.isEmpty()) {
      return;
    }
    int[] jobs = revised.stream().mapToInt(JobRevision::job).toArray();
    int[] classes = revised.stream().mapToInt(JobRevision::requirementClass).toArray();
    try (Statement upsert =
        new Statement(connection, UPSERT_DETAILS)
            .with(graph)
            .with(revision)
            .with(jobs)
            .withTexts(revised.stream().map(JobRevision::key).toList())
            .with(revised.stream().mapToInt(JobRevision::definition).toArray())
            .with(revised.stream().mapToInt(JobRevision::priority).toArray())
            .with(
                revised.stream()
                    .mapToLong(job -> job.estimateMs() == null ? -1 : job.estimateMs())
                    .toArray())
            .with(
                revised.stream()
                    .mapToLong(job -> job.deadlineMs() == null ? -1 : job.deadlineMs())
                    .toArray())
            .withTexts(texts(revised.stream().map(JobRevision::face)))
            .withTexts(revised.stream().map(job -> String.join(" ", job.tags())).toList())
            .withTexts(revised.stream().map(JobRevision::description).toList())
            .withTexts(texts(revised.stream().map(JobRevision::barrier)))) {
      upsert.update();
    }
    try (Statement update =
        new Statement(connection, UPDATE_CLASSES).with(jobs).with(classes).with(graph)) {
      update.update();
    }
    try (Statement delete = new Statement(connection, DELETE_DEADLINES).with(graph).with(jobs)) {
      delete.update();
    }
    try (Statement insert = new Statement(connection, INSERT_DEADLINES).with(graph).with(jobs)) {
      insert.update();
    }
  }

  private static List<@Nullable String> texts(
      java.util.stream.Stream<? extends @Nullable String> all) {
    List<@Nullable String> list = new ArrayList<>();
    all.forEach(list::add);
    return list;
  }

  private static final String TOUCH =
      "update job_detail set revision = ? where graph = ? and job = any (?::int[])";

  /** Notes which jobs the new revision changed in any other way. */
  void touch(int revision, int[] jobs) throws SQLException {
    if (jobs.length == 0) {
      return;
    }
    try (Statement touch = new Statement(connection, TOUCH).with(revision).with(graph).with(jobs)) {
      touch.update();
    }
  }

  private static final String INSERT_DEFINITIONS =
      """
      insert into definition (graph, definition, digest, requirement_class, timeout_ms,
        retry_attempts, retry_on, backoff_ms, backoff_max_ms, has_outputs, expands, body)
      select ?, c.definition, c.digest, c.requirement_class, c.timeout_ms, c.retry_attempts,
        case when c.retry_on = '' then '{}' else string_to_array(c.retry_on, ' ') end,
        c.backoff_ms, c.backoff_max_ms, c.has_outputs, c.expands, c.body
      from unnest(?::int[], ?::text[], ?::int[], ?::bigint[], ?::int[], ?::text[], ?::bigint[],
          ?::bigint[], ?::boolean[], ?::boolean[], ?::text[])
        c (definition, digest, requirement_class, timeout_ms, retry_attempts, retry_on, backoff_ms,
          backoff_max_ms, has_outputs, expands, body)
      """;

  /** Stores definitions from the number {@code first} on. */
  void definitions(int first, List<NewDefinition> definitions, int[] classes) throws SQLException {
    if (definitions.isEmpty()) {
      return;
    }
    int[] numbers = new int[definitions.size()];
    Arrays.setAll(numbers, at -> first + at);
    boolean[] outputs = new boolean[numbers.length];
    boolean[] expands = new boolean[numbers.length];
    for (int at = 0; at < numbers.length; at++) {
      outputs[at] = definitions.get(at).hasOutputs();
      expands[at] = definitions.get(at).expands();
    }
    try (Statement insert =
        new Statement(connection, INSERT_DEFINITIONS)
            .with(graph)
            .with(numbers)
            .withTexts(definitions.stream().map(NewDefinition::digest).toList())
            .with(classes)
            .with(definitions.stream().mapToLong(made -> made.timeout().toMillis()).toArray())
            .with(definitions.stream().mapToInt(made -> made.retry().attempts()).toArray())
            .withTexts(definitions.stream().map(RevisionWriter::causes).toList())
            .with(
                definitions.stream().mapToLong(made -> made.retry().backoff().toMillis()).toArray())
            .with(
                definitions.stream()
                    .mapToLong(made -> made.retry().backoffMax().toMillis())
                    .toArray())
            .with(outputs)
            .with(expands)
            .withTexts(definitions.stream().map(NewDefinition::body).toList())) {
      insert.update();
    }
  }

  private static String causes(NewDefinition definition) {
    return definition.retry().on().stream()
        .map(cause -> cause.text())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static final String UPSERT_BLOCK =
      """
      insert into edge_block (graph, block, required, degrees, targets, rules)
      values (?, ?, ?, ?, ?, ?)
      on conflict (graph, block) do update
      set required = excluded.required, degrees = excluded.degrees, targets = excluded.targets,
        rules = excluded.rules
      """;

  /** Stores the blocks of edges that differ from those before. */
  void edges(JobGraph before, int[] flagsBefore, JobGraph now, int[] flags) throws SQLException {
    for (int number = 0; number < EdgeBlocks.count(now.size()); number++) {
      EdgeBlocks.Block block = EdgeBlocks.of(now, flags, number);
      if (number < EdgeBlocks.count(before.size())
          && isSame(EdgeBlocks.of(before, flagsBefore, number), block)) {
        continue;
      }
      try (Statement upsert =
          new Statement(connection, UPSERT_BLOCK)
              .with(graph)
              .with(number)
              .with(block.required())
              .with(block.degrees())
              .with(block.targets())
              .with(block.rules())) {
        upsert.update();
      }
    }
  }

  private static boolean isSame(EdgeBlocks.Block one, EdgeBlocks.Block other) {
    return Arrays.equals(one.required(), other.required())
        && Arrays.equals(one.degrees(), other.degrees())
        && Arrays.equals(one.targets(), other.targets())
        && Arrays.equals(one.rules(), other.rules());
  }

  private static final String INSERT_REVISION =
      """
      insert into graph_revision (graph, revision, at, author, reason, irreversible, operations,
        inverse, difference)
      values (?, ?, farm_clock(), ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb)
      """;

  private static final String INSERT_HISTORY =
      """
      insert into job_history (graph, until_revision, key, job)
      select ?, ?, c.key, c.job from unnest(?::text[], ?::text[]::json[]) c (key, job)
      on conflict do nothing
      """;

  void record(int number, Revision revision) throws SQLException {
    try (Statement insert =
        new Statement(connection, INSERT_REVISION)
            .with(graph)
            .with(number)
            .with(revision.author())
            .with(revision.reason())
            .with(revision.irreversible())
            .with(revision.operations())
            .with(revision.inverse())
            .with(revision.difference())) {
      insert.update();
    }
    if (revision.before().isEmpty()) {
      return;
    }
    try (Statement insert =
        new Statement(connection, INSERT_HISTORY)
            .with(graph)
            .with(number - 1)
            .withTexts(List.copyOf(revision.before().keySet()))
            .withTexts(new ArrayList<>(revision.before().values()))) {
      insert.update();
    }
  }
}
