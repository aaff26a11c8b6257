package croft.testing.farm;

import croft.protocol.graphfile.Media;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import croft.server.decide.ChildGraphs;
import croft.server.decide.DecisionKeeper;
import croft.server.decide.FarmDecisions;
import croft.server.decide.FarmSettings;
import croft.server.dispatch.DeadlineKeeper;
import croft.server.dispatch.FarmCommands;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.GoneOutputs;
import croft.server.dispatch.Images;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.Decisions;
import croft.server.farm.Dispatch;
import croft.server.farm.GraphCommands;
import croft.server.farm.Settings;
import croft.server.farm.Submissions;
import croft.server.observe.FarmMetrics;
import croft.server.observe.Metrics;
import croft.server.submit.FarmSubmissions;
import croft.server.submit.FarmTemplates;
import croft.store.database.Database;
import croft.store.query.Project;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * The farm behind the HTTP side, on a real database, with its batcher running. Loops are run by the
 * test: {@link #dispatch()} has a {@code …Once()} for each.
 */
public final class LocalFarm implements AutoCloseable {
  private static final Project PROJECT = new Project(1, "default");
  private static final Caller CALLER = new Caller("test", "0", null);

  private final Database database;
  private final Metrics shown = new Metrics();
  private final FarmDispatch dispatch;
  private final FarmCommands commands;
  private final FarmSubmissions submissions;
  private final DeadlineKeeper deadlines;
  private final DecisionKeeper keeper;
  private final FarmDecisions decisions;
  private final FarmSettings settings;

  public LocalFarm(Database database) {
    this(database, FarmDispatch.Timing.DEFAULT);
  }

  public LocalFarm(Database database, FarmDispatch.Timing timing) {
    this.database = database;
    Images images = new Images(database);
    Changes changes = new Changes();
    FarmMetrics metrics = new FarmMetrics(shown);
    this.dispatch = new FarmDispatch(database, images, changes, metrics, timing);
    this.commands =
        new FarmCommands(database, images, changes, dispatch, new GoneOutputs(_ -> true));
    this.submissions = new FarmSubmissions(database, changes, dispatch, metrics);
    this.deadlines = new DeadlineKeeper(database, images, changes, dispatch);
    this.keeper =
        new DecisionKeeper(
            database,
            images,
            changes,
            dispatch,
            new ChildGraphs(
                database,
                images,
                changes,
                dispatch,
                submissions,
                new FarmTemplates(database, submissions),
                commands));
    this.decisions = new FarmDecisions(database, images, changes, dispatch);
    this.settings = new FarmSettings(database);
    dispatch.start();
  }

  public FarmDispatch dispatch() {
    return dispatch;
  }

  /** How many jobs the dispatch holds for claims, by its own metric. */
  public int readyCached() {
    return shown
        .text()
        .lines()
        .filter(line -> line.startsWith("croft_ready_jobs_cached "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  public DeadlineKeeper deadlines() {
    return deadlines;
  }

  /** Does what takes no worker; {@code runOnce()} is a pass. */
  public DecisionKeeper keeper() {
    return keeper;
  }

  public Submissions submissions() {
    return submissions;
  }

  public Decisions decisions() {
    return decisions;
  }

  public Settings settings() {
    return settings;
  }

  /** Who calls with this name. */
  public static Caller caller(String name) {
    return new Caller(name, "0", null);
  }

  /** Sets the farm's clock, for all that share the database. */
  public void clock(Instant now) {
    try (Connection connection = database.connection();
        var statement = connection.createStatement()) {
      statement.execute(
          "create or replace function farm_clock() returns timestamptz language sql volatile"
              + " as $$ select '"
              + now
              + "'::timestamptz $$");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Submits a graph file; fails if it is refused. */
  public long submit(String yaml) {
    return switch (trySubmit(yaml, null)) {
      case Submissions.Submitted.Stored(long graph, _) -> graph;
      case Submissions.Submitted.Refused(var problem) -> throw new AssertionError(problem.text());
    };
  }

  /** Submits a graph file. */
  public Submissions.Submitted trySubmit(
      String yaml, @org.jspecify.annotations.Nullable String idempotencyKey) {
    try {
      return submissions.submit(
          new Submissions.Submission(
              PROJECT,
              CALLER,
              Media.YAML,
              new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)),
              Map.of(),
              null,
              Submissions.Start.NOW,
              idempotencyKey));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public GraphCommands.Commanded command(long graph, GraphCommands.Command command) {
    return commands.command(graph, CALLER, command);
  }

  /** Registers a worker. */
  public Worker worker(String name) {
    return worker(name, "default");
  }

  /** Registers a worker in a pool. */
  public Worker worker(String name, String pool) {
    return new Worker(
        dispatch
            .register(
                new WorkerRegistration(
                    name,
                    pool,
                    List.of(),
                    16,
                    new Resources(8, 1L << 34, 0),
                    Isolation.NONE,
                    WorkerRegistration.PROTOCOL,
                    "test"))
            .session());
  }

  /** A worker that signed on elsewhere and now speaks to this farm. */
  public Worker worker(Worker signedOnElsewhere) {
    return new Worker(signedOnElsewhere.session());
  }

  /** A worker that runs nothing: the test says how attempts end. */
  public final class Worker {
    private final String session;

    Worker(String session) {
      this.session = session;
    }

    public String session() {
      return session;
    }

    /** Claims up to {@code slots} jobs, waiting a little. */
    public List<Assignment> claim(int slots) {
      return claim(UUID.randomUUID(), slots, Duration.ofSeconds(5));
    }

    public List<Assignment> claim(UUID request, int slots, Duration wait) {
      return switch (dispatch.claim(session, request, slots, wait)) {
        case Dispatch.Answer.Given<List<Assignment>>(List<Assignment> assignments) -> assignments;
        case Dispatch.Answer.SessionEnded<List<Assignment>>() ->
            throw new IllegalStateException("session " + session + " is over");
      };
    }

    /** Claims one job, which must be the one with this key. */
    public Assignment claimOnly(String key) {
      List<Assignment> got = claim(1);
      if (got.size() != 1 || !got.getFirst().key().equals(key)) {
        throw new AssertionError("expected " + key + ", got " + got);
      }
      return got.getFirst();
    }

    public CompletionVerdict succeed(Assignment assignment) {
      return report(assignment, Outcome.SUCCEEDED, 0);
    }

    public CompletionVerdict fail(Assignment assignment, int exitCode) {
      return report(assignment, Outcome.FAILED, exitCode);
    }

    public CompletionVerdict report(
        Assignment assignment,
        Outcome outcome,
        @org.jspecify.annotations.Nullable Integer exitCode) {
      Completion completion =
          new Completion(
              assignment.graph(),
              assignment.job(),
              assignment.attempt(),
              assignment.nonce(),
              outcome,
              exitCode,
              null,
              null,
              null);
      return switch (dispatch.complete(session, List.of(completion), null)) {
        case Dispatch.Answer.Given<?>(var response) ->
            ((croft.protocol.wire.CompletionsResponse) response).results().getFirst().result();
        case Dispatch.Answer.SessionEnded<?>() -> CompletionVerdict.STALE;
      };
    }
  }

  /** The states of a graph's jobs in the order of their numbers: {@code a=ready b=blocked}. */
  public String states(long graph) {
    StringJoiner states = new StringJoiner(" ");
    read(
        """
        select d.key, j.state from job j join job_detail d using (graph, job)
        where j.graph = ? order by j.job
        """,
        graph,
        row -> states.add(row.getString(1) + "=" + row.getString(2)));
    return states.toString();
  }

  /** The graph's own state. */
  public String state(long graph) {
    StringJoiner state = new StringJoiner("");
    read("select state from graph where id = ?", graph, row -> state.add(row.getString(1)));
    return state.toString();
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void read(String sql, long graph, RowReader reader) {
    try (Connection connection = database.connection();
        PreparedStatement read = connection.prepareStatement(sql)) {
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          reader.read(row);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    dispatch.close();
  }
}
