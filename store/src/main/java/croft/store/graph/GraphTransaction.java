package croft.store.graph;

import croft.core.graph.ChangeList;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One command on one graph: its exclusive lock, its rows as a {@link GraphRun}, whatever the caller
 * does with that, and one set update of what changed. Used for everything but the hot path:
 * cancels, re-runs, holds, edits, deadlines, and ends of attempts that many jobs follow.
 *
 * <p>Other graphs are not kept waiting: the lock is this graph's alone, and the connection is not
 * the batcher's. Not safe for use by several threads. The caller commits.
 */
public final class GraphTransaction {
  /** Jobs per event row, so that whoever follows a graph of a million jobs reads it in pieces. */
  static final int EVENT_JOBS_MAX = 10_000;

  private static final int FETCH = 10_000;

  private final Connection connection;
  private final long graph;
  private GraphRun run;
  private int[] attempt;
  private final GraphState stateBefore;
  private final boolean paused;
  private boolean started;

  /** Jobs and joins that the store has; those behind were added here. */
  private int stored;

  private GraphTransaction(
      Connection connection,
      long graph,
      GraphRun run,
      int[] attempt,
      GraphState stateBefore,
      boolean paused) {
    this.connection = connection;
    this.graph = graph;
    this.run = run;
    this.attempt = attempt;
    this.stateBefore = stateBefore;
    this.paused = paused;
    this.stored = run.graph().size();
  }

  private static final String LOCK = "select pg_advisory_xact_lock(?)";

  private static final String READ_GRAPH =
      "select state, paused, jobs from graph where id = ? for update";

  private static final String READ_JOBS =
      "select job, state, need, open, flags, attempt from job where graph = ? order by job";

  /**
   * Takes a graph's lock, waiting for it, and reads its rows; null if there is no such graph.
   *
   * @param image the graph's edges as cached; read again if not of the present version
   */
  public static @Nullable GraphTransaction begin(
      Connection connection, long graph, @Nullable GraphImage image) throws SQLException {
    try (Statement lock = new Statement(connection, LOCK).with(graph);
        ResultSet row = lock.query()) {
      row.next();
    }
    // A statement after the lock: its snapshot has what the last holder committed.
    GraphState state;
    boolean paused;
    try (Statement read = new Statement(connection, READ_GRAPH).with(graph);
        ResultSet row = read.query()) {
      if (!row.next()) {
        return null;
      }
      state = GraphState.of(row.getString(1));
      paused = row.getBoolean(2);
    }
    JobGraph edges = edges(connection, graph, image);
    int size = edges.size();
    byte[] states = new byte[size];
    int[] need = new int[size];
    int[] open = new int[size];
    int[] flags = new int[size];
    int[] attempt = new int[size];
    // A number without a row belonged to a job or join that was removed.
    Arrays.fill(states, (byte) JobState.SUCCEEDED.code());
    Arrays.fill(flags, JobFlags.JOIN | JobFlags.REMOVED);
    try (PreparedStatement read = connection.prepareStatement(READ_JOBS)) {
      read.setFetchSize(FETCH);
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          int job = row.getInt(1);
          states[job] = (byte) JobState.of(row.getString(2)).code();
          need[job] = row.getInt(3);
          open[job] = row.getInt(4);
          flags[job] = row.getInt(5);
          attempt[job] = row.getInt(6);
        }
      }
    }
    GraphRun run = GraphRun.loaded(edges, states, need, open, flags);
    return new GraphTransaction(connection, graph, run, attempt, state, paused);
  }

  private static JobGraph edges(Connection connection, long graph, @Nullable GraphImage image)
      throws SQLException {
    if (image != null) {
      try (Statement read =
              new Statement(connection, "select version from graph where id = ?").with(graph);
          ResultSet row = read.query()) {
        if (row.next() && row.getInt(1) == image.version()) {
          return image.edges();
        }
      }
    }
    return EdgeBlocks.read(connection, graph);
  }

  /** The graph's jobs, to be changed by their events. */
  public GraphRun run() {
    return run;
  }

  /** The number of the job's newest attempt; 0 if it has none. */
  public int attempt(int job) {
    return attempt[job];
  }

  public GraphState state() {
    return stateBefore;
  }

  public boolean paused() {
    return paused;
  }

  // ------------------------------------------------------------------------------- start

  private static final String START =
      """
      update graph
      set started_at = c.now, version = version + 1,
        deadline_at = c.now + deadline_ms * interval '1 millisecond'
      from (select farm_clock() as now) c
      where id = ? and state = 'draft'
      """;

  private static final String START_DEADLINES =
      """
      insert into deadline (graph, job, at)
      select d.graph, d.job, g.started_at + d.deadline_ms * interval '1 millisecond'
      from job_detail d join graph g on g.id = d.graph
      where d.graph = ? and d.deadline_ms is not null
      union all
      select g.id, -1, g.deadline_at from graph g where g.id = ? and g.deadline_at is not null
      """;

  /**
   * Starts a draft: its deadlines begin now, and its jobs may be claimed. {@link #save} is to
   * follow.
   *
   * @throws IllegalStateException if the graph is not a draft
   */
  public void start() throws SQLException {
    if (!isDraft()) {
      throw new IllegalStateException("graph " + graph + " has started");
    }
    started = true;
    try (Statement start = new Statement(connection, START).with(graph)) {
      start.update();
    }
    try (Statement insert = new Statement(connection, START_DEADLINES).with(graph).with(graph)) {
      insert.update();
    }
  }

  /** Whether the graph has not started, nor was here. */
  public boolean isDraft() {
    return stateBefore == GraphState.DRAFT && !started;
  }

  /**
   * Cancels all that is unfinished, as {@link GraphRun#cancelAll} does. A draft is started, and so
   * is over. Returns how many jobs it touched.
   */
  public int cancelAll() throws SQLException {
    if (!isDraft()) {
      return run.cancelAll();
    }
    start();
    return run.cancelUnstarted();
  }

  private static final String LATCH = "select latch from graph where id = ?";

  /** The latch that must be open when the graph starts; null for none. */
  public @Nullable String latch() throws SQLException {
    try (Statement read = new Statement(connection, LATCH).with(graph);
        ResultSet row = read.query()) {
      row.next();
      return row.getString(1);
    }
  }

  // ------------------------------------------------------------------------------- reuse

  // Its log is named by the nonce of the attempt that wrote it.
  private static final String REUSE_ATTEMPT =
      """
      insert into attempt (graph, job, attempt, ended_at, nonce, report_hash, definition, revision,
        exit_code, outcome, reason, report)
      select g.id, d.job, ?, farm_clock(), a.nonce, 0, d.definition, g.revision, a.exit_code,
        'reused', ?, coalesce(a.report, '{}') || ?::jsonb
      from graph g
        join job_detail d on d.graph = g.id
        join attempt a on a.graph = ? and a.job = ? and a.attempt = ?
      where g.id = ? and d.job = ?
      """;

  private static final String REUSE_ARTIFACTS =
      """
      insert into artifact (graph, job, attempt, name, kind, size, sha256)
      select ?, ?, ?, name, kind, size, sha256
      from artifact where graph = ? and job = ? and attempt = ?
      """;

  private static final String NEW_ATTEMPT =
      "update job set attempt = attempt + 1 where graph = ? and job = ?";

  /**
   * Has a job take the result of another one: as an attempt of its own, with the same files.
   *
   * @param reason what is said of that
   * @param report added to the other attempt's, as a JSON object
   * @throws IllegalStateException if it is not to be looked up
   */
  public void reuse(int job, long ofGraph, int ofJob, int ofAttempt, String reason, String report)
      throws SQLException {
    if (!run.reuse(job)) {
      throw new IllegalStateException("job " + job + " is not to take a result");
    }
    int number = ++attempt[job];
    try (Statement update = new Statement(connection, NEW_ATTEMPT).with(graph).with(job)) {
      update.update();
    }
    try (Statement insert =
        new Statement(connection, REUSE_ATTEMPT)
            .with(number)
            .with(reason)
            .with(report)
            .with(ofGraph)
            .with(ofJob)
            .with(ofAttempt)
            .with(graph)
            .with(job)) {
      insert.update();
    }
    try (Statement insert =
        new Statement(connection, REUSE_ARTIFACTS)
            .with(graph)
            .with(job)
            .with(number)
            .with(ofGraph)
            .with(ofJob)
            .with(ofAttempt)) {
      insert.update();
    }
  }

  // ------------------------------------------------------------------------------- edit

  /**
   * Applies changes of jobs and edges; {@link #save} is to follow, after {@link
   * GraphRun#settleTogether}. Stores them, as the next revision of the graph, but for the rows that
   * {@link #save} stores.
   *
   * @param edit of {@link #run}
   * @param now the edit's graph, found to be without cycles
   * @param revised every job that is added or replaced
   * @param definitions new ones; they get the numbers from {@code firstDefinition} on
   * @param touched further jobs that the revision changes in some way
   * @return the number of the new revision
   */
  public int edit(
      GraphEdit edit,
      JobGraph now,
      Collection<JobRevision> revised,
      int firstDefinition,
      List<NewDefinition> definitions,
      int[] requirementClasses,
      int[] touched)
      throws SQLException {
    RevisionWriter writer = new RevisionWriter(connection, graph);
    JobGraph before = run.graph();
    int[] flagsBefore = flags();
    BitSet removed = edit.removed();
    int more = 0;
    for (int job = 0; job < edit.size(); job++) {
      boolean join = JobFlags.has(edit.flags(job), JobFlags.JOIN);
      if (!join && removed.get(job) != edit.isAdded(job)) {
        more += edit.isAdded(job) ? 1 : removed.get(job) ? -1 : 0;
      }
    }
    run = edit.apply(now);
    attempt = Arrays.copyOf(attempt, now.size());
    revised = revised.stream().filter(job -> !removed.get(job.job())).toList();
    int revision = writer.begin(more, now, flags());
    writer.delete(removed);
    writer.definitions(firstDefinition, definitions, requirementClasses);
    writer.details(revision, revised);
    writer.touch(revision, touched);
    writer.edges(before, flagsBefore, now, flags());
    this.revised = revised;
    return revision;
  }

  /** Keeps what a revision changed, for whoever wants to see or undo it. */
  public void record(int number, Revision revision) throws SQLException {
    new RevisionWriter(connection, graph).record(number, revision);
  }

  private static final String PIN =
      """
      insert into attempt_pin (graph, job, attempt, revision, definition, changed)
      select id, ?, ?, revision, ?, true from graph where id = ?
      on conflict (graph, job, attempt) do update
      set revision = excluded.revision, definition = excluded.definition, changed = true
      """;

  /**
   * Has the next attempt of a job run something else than the job, and only that.
   *
   * @param number of the definition
   * @param made that definition, if it is a new one of the graph's; else null
   */
  public void changeNext(
      int job, int number, @Nullable NewDefinition made, int[] requirementClasses)
      throws SQLException {
    if (made != null) {
      new RevisionWriter(connection, graph).definitions(number, List.of(made), requirementClasses);
    }
    try (Statement pin =
        new Statement(connection, PIN).with(job).with(attempt[job] + 1).with(number).with(graph)) {
      pin.update();
    }
    try (Statement update = new Statement(connection, NEW_VERSION).with(graph)) {
      update.update();
    }
  }

  private static final String FAILED_BY_LOSS =
      """
      select j.job
      from job j join attempt a on a.graph = j.graph and a.job = j.job and a.attempt = j.attempt
      where j.graph = ? and j.state = 'failed' and a.outcome in ('lost', 'workerStopped')
      """;

  /** The jobs that failed because the worker of their last attempt was lost or stopped. */
  public int[] failedByLoss() throws SQLException {
    Ints jobs = new Ints();
    try (Statement read = new Statement(connection, FAILED_BY_LOSS).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        jobs.add(row.getInt(1));
      }
    }
    return jobs.toArray();
  }

  private static final String OUTPUTS =
      """
      select j.job, a.sha256
      from job j join artifact a on a.graph = j.graph and a.job = j.job and a.attempt = j.attempt
        and a.kind = 'output'
      where j.graph = ? and j.job = any (?::int[])
      """;

  /** The digests, in hexadecimal, of the outputs of jobs' newest attempts; only jobs with some. */
  public Map<Integer, List<String>> outputs(int[] jobs) throws SQLException {
    Map<Integer, List<String>> outputs = new HashMap<>();
    if (jobs.length == 0) {
      return outputs;
    }
    try (Statement read = new Statement(connection, OUTPUTS).with(graph).with(jobs);
        ResultSet row = read.query()) {
      while (row.next()) {
        outputs
            .computeIfAbsent(row.getInt(1), _ -> new ArrayList<>())
            .add(HexFormat.of().formatHex(row.getBytes(2)));
      }
    }
    return outputs;
  }

  private static final String SET_MAKER =
      "update job_detail set maker = ?::int where graph = ? and job = any (?::int[])";

  /**
   * Notes which job's file has jobs, within an {@link #edit}.
   *
   * @param maker -1 for those that no file has any more
   */
  public void setMaker(int[] jobs, int maker) throws SQLException {
    if (jobs.length == 0) {
      return;
    }
    Long number = maker < 0 ? null : (long) maker;
    try (Statement update =
        new Statement(connection, SET_MAKER).with(number).with(graph).with(jobs)) {
      update.update();
    }
  }

  /**
   * Stores for which jobs yet to be added others wait, within an {@link #edit}.
   *
   * @param anew jobs whose earlier wishes are forgotten first
   */
  public void setWishes(int[] anew, Collection<Wish> wishes) throws SQLException {
    Wish.delete(connection, graph, anew);
    Wish.insert(connection, graph, wishes);
  }

  /** Stores dependencies on jobs of other graphs, within an {@link #edit}. */
  public void addRemotes(Collection<RemoteNeed> needs) throws SQLException {
    RemoteNeed.insert(connection, graph, needs);
  }

  private static final String PROJECT = "select project from graph where id = ?";

  /** The project that the graph is in. */
  public int project() throws SQLException {
    try (Statement read = new Statement(connection, PROJECT).with(graph);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static final String JOBS_MAX = "select jobs_max from graph where id = ?";

  /** How many jobs the graph may have when its jobs have added others; 0 if it does not say. */
  public int jobsMax() throws SQLException {
    try (Statement read = new Statement(connection, JOBS_MAX).with(graph);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static final String SET_PARAMETERS =
      "update graph set parameters = parameters || ?::jsonb where id = ?";

  /** Gives parameters other values. */
  public void setParameters(String values) throws SQLException {
    try (Statement update = new Statement(connection, SET_PARAMETERS).with(values).with(graph)) {
      update.update();
    }
  }

  private static final String SET_PRIORITIES =
      """
      update job_detail d set priority = c.priority
      from unnest(?::int[], ?::int[]) c (job, priority)
      where d.graph = ? and d.job = c.job
      """;

  /** Gives jobs other priorities, within an {@link #edit}. */
  public void setPriorities(int[] jobs, int[] priorities) throws SQLException {
    try (Statement update =
        new Statement(connection, SET_PRIORITIES).with(jobs).with(priorities).with(graph)) {
      update.update();
    }
  }

  /** What {@link #edit} was told of added jobs, for their rows. */
  private Collection<JobRevision> revised = List.of();

  private int[] flags() {
    int[] flags = new int[run.graph().size()];
    Arrays.setAll(flags, run::flags);
    return flags;
  }

  // ------------------------------------------------------------------------------- save

  // One set update; the guard trigger checks each row's net change. Jobs that were opened again
  // start with a fresh count of tries.
  private static final String UPDATE_JOBS =
      """
      update job j
      set state = c.state, need = c.need, open = c.open, flags = c.flags,
        tries = case when c.reopened then 0 else j.tries end,
        losses = case when c.reopened then 0 else j.losses end,
        ready_at = case when c.moved then null else j.ready_at end
      from unnest(?::int[], ?::text[]::job_state[], ?::int[], ?::int[], ?::int[], ?::boolean[],
          ?::boolean[]) c (job, state, need, open, flags, moved, reopened)
      where j.graph = ? and j.job = c.job
      """;

  private static final String UPDATE_PROGRESS =
      """
      update graph_progress
      set seq = seq + ?, inactive = ?, blocked = ?, ready = ?, held = ?, skipped = ?, running = ?,
        succeeded = ?, failed = ?, cancelled = ?, unfinished = ?, ended = ?, failures = ?
      where graph = ?
      returning seq
      """;

  private static final String INSERT_EVENT =
      """
      insert into event (graph, seq, at, kind, jobs, attempts, states, data)
      values (?, ?, farm_clock(), ?, ?, ?, ?, ?::jsonb)
      """;

  // Which attempts the dependents saw, before a job of theirs runs again. What is on record already
  // was written at an earlier re-run and is older: it stays.
  private static final String KEEP_INPUTS =
      """
      insert into attempt_input (graph, job, attempt, source_job, source_attempt)
      select ?, * from unnest(?::int[], ?::int[], ?::int[], ?::int[]) on conflict do nothing
      """;

  private static final String UPDATE_STATE =
      """
      update graph
      set state = ?::graph_state,
        endings = endings + case when ? then 1 else 0 end,
        ended_at = case when ? then farm_clock() end
      where id = ?
      returning endings
      """;

  /**
   * Stores what changed, as one or more events of which the first carries what happened.
   *
   * @param kind what the command was, such as {@code cancel}; null for an attempt's end
   * @param data who, why, and what else belongs to it, as a JSON object; null for nothing
   * @return the number of the last event
   */
  public long save(@Nullable String kind, @Nullable String data) throws SQLException {
    keepInputs();
    updateJobs();
    new RevisionWriter(connection, graph).insert(run, stored, revised);
    ChangeList changes = run.changes();
    Ints moved = new Ints();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      boolean join = JobFlags.has(run.flags(job), JobFlags.JOIN);
      if (!join && job < stored && changes.stateBefore(index) != run.state(job)) {
        moved.add(job);
      }
    }
    for (int job = stored; job < run.graph().size(); job++) {
      if (!JobFlags.has(run.flags(job), JobFlags.JOIN)) {
        moved.add(job);
      }
    }
    stored = run.graph().size();
    GraphState after = isDraft() ? stateBefore : run.graphState();
    boolean ends = after.isOver() && !stateBefore.isOver();
    boolean changed = after != stateBefore;
    // That a draft runs is what its start says.
    boolean told = changed && (ends || stateBefore.isOver());
    int pieces = Math.max(1, (moved.size() + EVENT_JOBS_MAX - 1) / EVENT_JOBS_MAX);
    long last = updateProgress(pieces + (told ? 1 : 0));
    long seq = last - pieces - (told ? 1 : 0);
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * EVENT_JOBS_MAX;
      int to = Math.min(moved.size(), from + EVENT_JOBS_MAX);
      insertEvent(
          ++seq,
          piece == 0 ? kind : null,
          Arrays.copyOfRange(moved.toArray(), from, to),
          piece == 0 ? data : null);
    }
    if (changed) {
      int endings = updateState(after, ends);
      if (told) {
        insertEvent(
            ++seq,
            ends ? "ended" : "reopened",
            new int[0],
            "{\"state\":\"" + after.text() + "\",\"ending\":" + endings + "}");
      }
    }
    run.clearChanges();
    return last;
  }

  private void updateJobs() throws SQLException {
    ChangeList changes = run.changes();
    if (changes.size() == 0) {
      return;
    }
    int[] rows =
        IntStream.range(0, changes.size())
            .filter(index -> changes.job(index) < stored && !run.isRemoved(changes.job(index)))
            .toArray();
    int size = rows.length;
    int[] jobs = new int[size];
    List<String> states = new ArrayList<>(size);
    int[] need = new int[size];
    int[] open = new int[size];
    int[] flags = new int[size];
    boolean[] moved = new boolean[size];
    boolean[] reopened = new boolean[size];
    for (int at = 0; at < size; at++) {
      int job = changes.job(rows[at]);
      JobState before = changes.stateBefore(rows[at]);
      jobs[at] = job;
      states.add(run.state(job).text());
      need[at] = run.need(job);
      open[at] = run.open(job);
      flags[at] = run.flags(job);
      moved[at] = before != run.state(job);
      reopened[at] = isClosed(before) && !isClosed(run.state(job));
    }
    try (Statement update =
        new Statement(connection, UPDATE_JOBS)
            .with(jobs)
            .withTexts(states)
            .with(need)
            .with(open)
            .with(flags)
            .with(moved)
            .with(reopened)
            .with(graph)) {
      int updated = update.update();
      if (updated != size) {
        throw new SQLException(
            "graph " + graph + ": " + updated + " rows changed instead of " + size);
      }
    }
  }

  /** Does not count as the same opening of a job that comes after it. */
  private static boolean isClosed(JobState state) {
    return state == JobState.INACTIVE || state.isFinal();
  }

  /** For each started job that depends on one which is opened again: the attempt that it saw. */
  private void keepInputs() throws SQLException {
    Ints jobs = new Ints();
    Ints attempts = new Ints();
    Ints sources = new Ints();
    Ints sourceAttempts = new Ints();
    ChangeList changes = run.changes();
    JobGraph edges = run.graph();
    for (int index = 0; index < changes.size(); index++) {
      int source = changes.job(index);
      if (attempt[source] == 0
          || !changes.stateBefore(index).isEnded()
          || run.state(source).isEnded()) {
        continue;
      }
      Ints dependents = new Ints();
      directDependents(edges, source, dependents);
      for (int at = 0; at < dependents.size(); at++) {
        int job = dependents.get(at);
        if (attempt[job] > 0) {
          jobs.add(job);
          attempts.add(attempt[job]);
          sources.add(source);
          sourceAttempts.add(attempt[source]);
        }
      }
    }
    if (jobs.size() == 0) {
      return;
    }
    try (Statement keep =
        new Statement(connection, KEEP_INPUTS)
            .with(graph)
            .with(jobs)
            .with(attempts)
            .with(sources)
            .with(sourceAttempts)) {
      keep.update();
    }
  }

  private void directDependents(JobGraph edges, int source, Ints found) {
    for (int edge = edges.firstEdge(source); edge < edges.lastEdge(source); edge++) {
      int to = edges.target(edge);
      if (JobFlags.has(run.flags(to), JobFlags.JOIN)) {
        directDependents(edges, to, found);
      } else {
        found.add(to);
      }
    }
  }

  private long updateProgress(int events) throws SQLException {
    try (Statement update =
            new Statement(connection, UPDATE_PROGRESS)
                .with(events)
                .with(run.count(JobState.INACTIVE))
                .with(run.count(JobState.BLOCKED))
                .with(run.count(JobState.READY))
                .with(run.count(JobState.HELD))
                .with(run.count(JobState.SKIPPED))
                .with(run.count(JobState.RUNNING))
                .with(run.count(JobState.SUCCEEDED))
                .with(run.count(JobState.FAILED))
                .with(run.count(JobState.CANCELLED))
                .with(run.unfinished())
                .with(run.ended())
                .with(run.failures())
                .with(graph);
        ResultSet row = update.query()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void insertEvent(long seq, @Nullable String kind, int[] jobs, @Nullable String data)
      throws SQLException {
    int[] attempts = new int[jobs.length];
    ByteArrayOutputStream states = new ByteArrayOutputStream();
    for (int at = 0; at < jobs.length; at++) {
      attempts[at] = attempt[jobs[at]];
      states.write(run.state(jobs[at]).code());
    }
    try (Statement insert =
        new Statement(connection, INSERT_EVENT)
            .with(graph)
            .with(seq)
            .with(kind)
            .with(jobs)
            .with(attempts)
            .with(states.toByteArray())
            .with(data)) {
      insert.update();
    }
  }

  private int updateState(GraphState after, boolean ends) throws SQLException {
    try (Statement update =
            new Statement(connection, UPDATE_STATE)
                .with(after.text())
                .with(ends)
                .with(after.isOver())
                .with(graph);
        ResultSet row = update.query()) {
      row.next();
      return row.getInt(1);
    }
  }

  // ------------------------------------------------------------------------------- the graph
  // itself

  private static final String SET_PAUSED =
      "update graph set paused = ?, version = version + 1 where id = ? and paused <> ?";

  /** Pauses or resumes the graph. Returns whether that changed anything. */
  public boolean setPaused(boolean to) throws SQLException {
    try (Statement update = new Statement(connection, SET_PAUSED).with(to).with(graph).with(to)) {
      return update.update() == 1;
    }
  }

  private static final String SET_GRAPH_PRIORITY =
      "update graph set priority = ?, version = version + 1 where id = ?";

  private static final String SET_JOB_PRIORITY =
      "update job_detail set priority = ? where graph = ? and job = ?";

  private static final String NEW_VERSION = "update graph set version = version + 1 where id = ?";

  public void setPriority(int to) throws SQLException {
    try (Statement update = new Statement(connection, SET_GRAPH_PRIORITY).with(to).with(graph)) {
      update.update();
    }
  }

  public void setPriority(int job, int to) throws SQLException {
    try (Statement update =
        new Statement(connection, SET_JOB_PRIORITY).with(to).with(graph).with(job)) {
      update.update();
    }
    try (Statement update = new Statement(connection, NEW_VERSION).with(graph)) {
      update.update();
    }
  }
}
