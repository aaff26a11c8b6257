package croft.testing.model;

import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.RetryPolicy;
import croft.core.schedule.Requirements;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Changes;
import croft.server.farm.Dispatch;
import croft.server.observe.FarmMetrics;
import croft.server.observe.Metrics;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import croft.store.graph.JobRevision;
import croft.store.graph.NewDefinition;
import croft.store.submit.NewGraph;
import croft.store.submit.Submission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The real store and dispatcher on a real database. Reports and claims go through the batcher;
 * commands through the graph's own transaction. Each graph has a pool of its own, so that workers
 * of one story are never given another one's jobs.
 */
public final class StoreSystem implements SystemUnderTest {
  /** The farm that all stories of a test share. */
  public static final class Farm implements Factory, AutoCloseable {
    private final Database database;
    private final FarmDispatch dispatch;
    private int graphs;

    public Farm(Database database) {
      this.database = database;
      this.dispatch =
          new FarmDispatch(
              database,
              new Images(database),
              new Changes(),
              new FarmMetrics(new Metrics()),
              FarmDispatch.Timing.DEFAULT);
      dispatch.start();
    }

    @Override
    public SystemUnderTest submit(FarmGraph graph) {
      try {
        return new StoreSystem(this, graph, "pool-" + ++graphs);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      dispatch.close();
    }
  }

  private final Farm farm;
  private final FarmGraph graph;
  private final String pool;
  private final long id;

  /** The node with each number: jobs come first in the store, joins after them. */
  private final List<FarmGraph.Node> nodes;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, String> sessions = new HashMap<>();
  private boolean paused;
  private boolean draft;
  private final int requirementClass;
  private int firstDefinition;

  private StoreSystem(Farm farm, FarmGraph graph, String pool) throws SQLException {
    this.farm = farm;
    this.graph = graph;
    this.pool = pool;
    this.draft = graph.draft();
    this.nodes =
        new ArrayList<>(
            graph.nodes().stream().sorted(Comparator.comparing(FarmGraph.Node::isJoin)).toList());
    for (int number = 0; number < nodes.size(); number++) {
      numbers.put(nodes.get(number).name(), number);
    }
    NewGraph submitted = newGraph();
    int[] classes = new int[submitted.definitions().size()];
    try (Connection connection = farm.database.connection()) {
      for (int number = 0; number < classes.length; number++) {
        classes[number] =
            Submission.intern(connection, submitted.definitions().get(number).requirements());
      }
      id = Submission.newId(connection);
    }
    requirementClass = classes.length == 0 ? 0 : classes[0];
    firstDefinition = classes.length;
    Submission.Stored stored =
        farm.database.transaction(
            connection -> Submission.store(connection, submitted, id, classes));
    farm.dispatch.graphStored(stored.image());
  }

  private NewGraph newGraph() {
    JobGraph.Builder builder = new JobGraph.Builder();
    List<RetryPolicy> policies =
        nodes.stream()
            .filter(node -> !node.isJoin())
            .map(FarmGraph.Node::retry)
            .distinct()
            .toList();
    int[] given = graph.flags();
    boolean[] givenInactive = graph.inactive();
    int[] flags = new int[nodes.size()];
    boolean[] inactive = new boolean[nodes.size()];
    List<NewGraph.NewJob> jobs = new ArrayList<>();
    for (int number = 0; number < nodes.size(); number++) {
      FarmGraph.Node node = nodes.get(number);
      flags[number] = given[graph.number(node.name())];
      inactive[number] = givenInactive[graph.number(node.name())];
      if (node.isJoin()) {
        builder.join(node.atLeast());
      } else {
        builder.job();
        jobs.add(
            new NewGraph.NewJob(
                node.name(),
                policies.indexOf(node.retry()),
                0,
                null,
                null,
                null,
                List.of(),
                "",
                null));
      }
    }
    for (FarmGraph.Edge edge : graph.edges()) {
      builder.edge(number(edge.from()), number(edge.to()), edge.rule());
    }
    return new NewGraph(
        1,
        "story",
        "",
        "test",
        null,
        "{}",
        List.of(),
        0,
        false,
        null,
        "text/plain",
        "",
        graph.edges().size(),
        builder.build(),
        flags,
        inactive,
        jobs,
        policies.stream().map(this::definition).toList(),
        null,
        null,
        List.of(),
        List.of(),
        graph.draft(),
        null,
        false);
  }

  private NewDefinition definition(RetryPolicy retry) {
    String body =
        "{\"inputs\":[],\"pool\":\"" + pool + "\",\"script\":\"true\",\"timeoutSeconds\":60}";
    return new NewDefinition(
        "sha256:0",
        body,
        new Requirements(pool, List.of(), 0, 0, 0),
        new RetryPolicy(retry.attempts(), retry.on(), Duration.ZERO, Duration.ZERO),
        Duration.ofMinutes(1),
        false);
  }

  private int number(String name) {
    return java.util.Objects.requireNonNull(numbers.get(name), name);
  }

  // ---------------------------------------------------------------- workers

  @Override
  public Answers batch(List<AttemptReport> reports, List<Step.Claim> claims) {
    List<Answer> answers = new ArrayList<>();
    if (!reports.isEmpty()) {
      List<Completion> completions =
          reports.stream()
              .map(
                  report ->
                      new Completion(
                          id,
                          number(report.job()),
                          report.attempt(),
                          UUID.fromString(report.nonce()),
                          croft.protocol.wire.Outcome.parse(report.outcome().text()),
                          report.outcome() instanceof Outcome.Failed(int exitCode)
                              ? exitCode
                              : null,
                          null,
                          null,
                          null))
              .toList();
      // Whose session reports does not matter: the nonce is what counts.
      if (farm.dispatch.complete(session(0), completions, null)
          instanceof Dispatch.Answer.Given<CompletionsResponse>(CompletionsResponse response)) {
        for (CompletionResult result : response.results()) {
          answers.add(
              switch (result.result()) {
                case ACCEPTED -> Answer.ACCEPTED;
                case REPEATED -> Answer.REPEATED;
                case STALE -> Answer.STALE;
                case CONFLICT -> Answer.CONFLICT;
              });
        }
      }
    }
    List<Grant> grants = new ArrayList<>();
    for (Step.Claim claim : claims) {
      claim(claim, grants);
    }
    return new Answers(answers, grants);
  }

  /** Claims until the worker's slots are full or nothing is ready: the cache may know too much. */
  private void claim(Step.Claim claim, List<Grant> grants) {
    int left = claim.slots();
    while (left > 0 && !paused && !draft && readyJobs() > 0) {
      try {
        farm.dispatch.refillOnce(id);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      if (!(farm.dispatch.claim(
              session(claim.worker()), UUID.randomUUID(), left, Duration.ofSeconds(5))
          instanceof Dispatch.Answer.Given<List<Assignment>>(List<Assignment> given))) {
        throw new AssertionError("the session of worker " + claim.worker() + " is over");
      }
      if (given.isEmpty()) {
        throw new AssertionError("jobs are ready and none is given");
      }
      for (Assignment job : given) {
        grants.add(new Grant(job.key(), job.attempt(), job.nonce().toString(), claim.worker()));
        left--;
      }
    }
  }

  private String session(int worker) {
    return sessions.computeIfAbsent(
        worker,
        _ ->
            farm.dispatch
                .register(
                    new WorkerRegistration(
                        pool + "-" + worker,
                        pool,
                        List.of(),
                        16,
                        new Resources(1, 1L << 30, 0),
                        Isolation.NONE,
                        WorkerRegistration.PROTOCOL,
                        "test"))
                .session());
  }

  @Override
  public void endSession(int worker) {
    String session = sessions.remove(worker);
    if (session != null) {
      farm.dispatch.signOff(session);
    }
  }

  // ---------------------------------------------------------------- commands

  @Override
  public @Nullable Boolean command(Step.Command command) {
    try {
      return farm.database.transaction(
          connection -> {
            GraphTransaction transaction = GraphTransaction.begin(connection, id, null);
            if (transaction == null) {
              throw new AssertionError("the graph is gone");
            }
            boolean allowed = apply(transaction, command);
            boolean starts = draft && !transaction.isDraft();
            draft = transaction.isDraft();
            if (command instanceof Step.Edit || starts || transaction.run().changes().size() > 0) {
              transaction.save("test", null);
            }
            return allowed;
          });
    } catch (Refused e) {
      return false;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean apply(GraphTransaction transaction, Step.Command command) throws SQLException {
    GraphRun run = transaction.run();
    return switch (command) {
      case Step.Cancel(String job) -> run.cancel(number(job));
      case Step.CancelGraph() -> {
        boolean was = transaction.isDraft();
        yield transaction.cancelAll() > 0 || was;
      }
      case Step.Start() -> {
        boolean was = transaction.isDraft();
        if (was) {
          transaction.start();
        }
        yield was;
      }
      case Step.Hold(String job, boolean on) -> run.hold(number(job), on);
      case Step.Rerun rerun -> {
        int[] targets = rerun.jobs().stream().mapToInt(this::number).toArray();
        for (int target : targets) {
          if (!run.canRerun(target)) {
            yield false;
          }
        }
        run.rerun(targets, rerun.downstream());
        yield true;
      }
      case Step.Activate(String job) -> run.activate(number(job));
      case Step.Deactivate(String job) -> run.deactivate(number(job));
      case Step.Waive(String job, boolean on) -> run.waive(number(job), on);
      case Step.Decide(String job, JobState decision) -> run.decide(number(job), decision);
      case Step.Expire(String job) -> run.expire(number(job));
      case Step.Pause(boolean on) -> {
        transaction.setPaused(on);
        paused = on;
        yield true;
      }
      case Step.Edit edit -> edit(transaction, edit);
    };
  }

  /** An edit that is not allowed: nothing of its transaction may stay. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private boolean edit(GraphTransaction transaction, Step.Edit story) throws SQLException {
    StoryEdit edit = new StoryEdit(transaction.run(), numbers::get);
    JobGraph now = edit.changed(story);
    if (now == null) {
      throw new Refused();
    }
    Map<String, Integer> after = new HashMap<>(numbers);
    List<JobRevision> revised = new ArrayList<>();
    List<NewDefinition> definitions = new ArrayList<>();
    int number = nodes.size();
    for (FarmGraph.Node node : edit.added()) {
      after.put(node.name(), number);
      revised.add(revision(number++, node.name(), firstDefinition + definitions.size()));
      definitions.add(definition(node.retry()));
    }
    for (Step.Change change : story.changes()) {
      if (change instanceof Step.Replace(String name, _)
          && revised.stream().noneMatch(job -> job.key().equals(name))) {
        int job = java.util.Objects.requireNonNull(after.get(name), name);
        revised.add(revision(job, name, firstDefinition + definitions.size()));
        definitions.add(definition(retry(name, edit)));
      }
    }
    int[] classes = new int[definitions.size()];
    java.util.Arrays.fill(classes, requirementClass);
    transaction.edit(edit.edit(), now, revised, firstDefinition, definitions, classes, new int[0]);
    for (Step.Command command : story.commands()) {
      boolean known =
          Story.names(command).stream()
              .allMatch(
                  name ->
                      after.containsKey(name)
                          && !transaction
                              .run()
                              .isRemoved(java.util.Objects.requireNonNull(after.get(name), name)));
      if (!known) {
        throw new Refused();
      }
      Map<String, Integer> before = Map.copyOf(numbers);
      numbers.putAll(after);
      boolean allowed = apply(transaction, command);
      numbers.keySet().retainAll(before.keySet());
      if (!allowed && !(command instanceof Step.Cancel)) {
        throw new Refused();
      }
    }
    transaction.run().settleTogether();
    firstDefinition += definitions.size();
    nodes.addAll(edit.added());
    numbers.putAll(after);
    numbers.values().removeIf(job -> transaction.run().isRemoved(job));
    return true;
  }

  private RetryPolicy retry(String name, StoryEdit edit) {
    return java.util.stream.Stream.concat(nodes.stream(), edit.added().stream())
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow()
        .retry();
  }

  private JobRevision revision(int job, String name, int definition) {
    return new JobRevision(
        job, name, definition, requirementClass, 0, null, null, null, List.of(), "", null);
  }

  // ---------------------------------------------------------------- where it stands

  private static final String JOBS =
      "select job, state, need, open, flags, attempt from job where graph = ? order by job";

  private static final String GRAPH =
      """
      select g.state, g.endings, p.inactive, p.blocked, p.ready, p.held, p.skipped, p.running,
        p.succeeded, p.failed, p.cancelled
      from graph g join graph_progress p on p.graph = g.id where g.id = ?
      """;

  @Override
  public Standing standing() {
    Map<String, JobStanding> jobs = new LinkedHashMap<>();
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    try (Connection connection = farm.database.connection()) {
      try (PreparedStatement read = connection.prepareStatement(JOBS)) {
        read.setLong(1, id);
        try (ResultSet row = read.executeQuery()) {
          while (row.next()) {
            jobs.put(
                nodes.get(row.getInt(1)).name(),
                new JobStanding(
                    JobState.of(row.getString(2)),
                    row.getInt(3),
                    row.getInt(4),
                    row.getInt(5) & Standing.COMPARED_FLAGS,
                    row.getInt(6)));
          }
        }
      }
      try (PreparedStatement read = connection.prepareStatement(GRAPH)) {
        read.setLong(1, id);
        try (ResultSet row = read.executeQuery()) {
          row.next();
          for (JobState state : JobState.values()) {
            counts.put(state, row.getInt(state.text()));
          }
          return new Standing(
              jobs, counts, GraphState.of(row.getString(1)), OptionalInt.of(row.getInt(2)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int readyJobs() {
    return standing().counts().getOrDefault(JobState.READY, 0);
  }

  private static final String PROGRESS =
      """
      select p.unfinished, p.ended, p.failures,
        count(*) filter (where not final and state in ('blocked', 'ready', 'held', 'running')),
        count(*) filter (where not final and state in ('succeeded', 'failed', 'cancelled')),
        count(*) filter (where state = 'failed' and flags & %d = 0)
      from graph_progress p
        join (select graph, state, flags, flags & %d <> 0 as final from job
          where flags & %d = 0) j on j.graph = p.graph
      where p.graph = ?
      group by p.unfinished, p.ended, p.failures
      """
          .formatted(JobFlags.ALLOW_FAILURE | JobFlags.WAIVED, JobFlags.FINALIZER, JobFlags.JOIN);

  /** The counts that decide when a graph is over, against its rows. */
  @Override
  public void check() {
    try (Connection connection = farm.database.connection();
        PreparedStatement read = connection.prepareStatement(PROGRESS)) {
      read.setLong(1, id);
      try (ResultSet row = read.executeQuery()) {
        if (!row.next()) {
          return;
        }
        for (int column = 1; column <= 3; column++) {
          if (row.getInt(column) != row.getInt(column + 3)) {
            throw new AssertionError(
                "unfinished, ended and failures are kept as %d, %d, %d and are %d, %d, %d"
                    .formatted(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6)));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    sessions.values().forEach(farm.dispatch::signOff);
  }
}
