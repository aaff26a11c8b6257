package croft.testing.conformance;

import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobState;
import croft.core.job.RetryPolicy;
import croft.core.schedule.Requirements;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Outcome;
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
import croft.store.graph.NewDefinition;
import croft.store.submit.NewGraph;
import croft.store.submit.Submission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One graph on the real store and dispatcher. Each job asks for a label of its own, so that the
 * caller says which one a worker takes.
 */
final class FarmRun implements AutoCloseable {
  /** The farm that several graphs share. */
  static final class Farm implements AutoCloseable {
    private final Database database;
    private final FarmDispatch dispatch;
    private int graphs;

    Farm(Database database) {
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

    FarmRun submit(GitlabGraph graph, List<String> keys, List<String> tags) {
      try {
        return new FarmRun(this, graph, keys, tags, "conformance-" + ++graphs);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      dispatch.close();
    }
  }

  /** A row of the store. */
  record Row(JobState state, int need, int open, int flags, String tags) {}

  /** What the store has of a graph: its edges, and a row for each job and join. */
  record Standing(JobGraph edges, List<Row> rows) {}

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Farm farm;
  private final long id;
  private final String pool;
  private final JobGraph edges;
  private final Map<Integer, Assignment> running = new HashMap<>();
  private final Map<Integer, String> sessions = new HashMap<>();

  private FarmRun(Farm farm, GitlabGraph graph, List<String> keys, List<String> tags, String pool)
      throws SQLException {
    this.farm = farm;
    this.pool = pool;
    this.edges = graph.edges();
    List<NewGraph.NewJob> jobs = new ArrayList<>();
    List<NewDefinition> definitions = new ArrayList<>();
    for (int job = 0; job < keys.size(); job++) {
      List<String> tag = tags.get(job).isEmpty() ? List.of() : List.of(tags.get(job));
      jobs.add(new NewGraph.NewJob(keys.get(job), job, 0, null, null, null, tag, "", null));
      definitions.add(definition(job));
    }
    NewGraph submitted =
        new NewGraph(
            1,
            "case",
            "",
            "conformance",
            null,
            "{}",
            List.of(),
            0,
            false,
            null,
            "text/plain",
            "",
            edges.edges(),
            edges,
            graph.flags(),
            graph.inactive(),
            jobs,
            definitions);
    int[] classes = new int[definitions.size()];
    try (Connection connection = farm.database.connection()) {
      for (int job = 0; job < classes.length; job++) {
        classes[job] = Submission.intern(connection, definitions.get(job).requirements());
      }
      id = Submission.newId(connection);
    }
    Submission.Stored stored =
        farm.database.transaction(
            connection -> Submission.store(connection, submitted, id, classes));
    farm.dispatch.graphStored(stored.image());
  }

  private static String label(int job) {
    return "job=" + job;
  }

  private NewDefinition definition(int job) {
    String body =
        "{\"inputs\":[],\"labels\":[\"%s\"],\"pool\":\"%s\",\"script\":\"true\",\"timeoutSeconds\":60}"
            .formatted(label(job), pool);
    return new NewDefinition(
        "sha256:" + job,
        body,
        new Requirements(pool, List.of(label(job)), 0, 0, 0),
        new RetryPolicy(1, EnumSet.noneOf(RetryPolicy.Cause.class), Duration.ZERO, Duration.ZERO),
        Duration.ofMinutes(1),
        false);
  }

  /** A worker takes a ready job. */
  void claim(int job) {
    try {
      farm.dispatch.refillOnce(id);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (!(farm.dispatch.claim(session(job), UUID.randomUUID(), 1, PATIENCE)
            instanceof Dispatch.Answer.Given<List<Assignment>>(List<Assignment> given))
        || given.size() != 1
        || given.getFirst().job() != job) {
      throw new IllegalStateException("job " + job + " is ready and was not given");
    }
    running.put(job, given.getFirst());
  }

  private String session(int job) {
    return sessions.computeIfAbsent(
        job,
        _ ->
            farm.dispatch
                .register(
                    new WorkerRegistration(
                        pool + "-" + job,
                        pool,
                        List.of(label(job)),
                        1,
                        new Resources(1, 1L << 30, 0),
                        Isolation.NONE,
                        WorkerRegistration.PROTOCOL,
                        "test"))
                .session());
  }

  /** The worker that has a job reports its end. */
  void end(int job, Outcome outcome) {
    Assignment attempt = running.remove(job);
    if (attempt == null) {
      throw new IllegalStateException("job " + job + " is not running");
    }
    Completion completion =
        new Completion(
            id,
            job,
            attempt.attempt(),
            attempt.nonce(),
            outcome,
            outcome == Outcome.FAILED ? 1 : null,
            null,
            null,
            null);
    if (!(farm.dispatch.complete(session(job), List.of(completion), null)
            instanceof Dispatch.Answer.Given<CompletionsResponse>(CompletionsResponse response))
        || response.results().getFirst().result() != CompletionVerdict.ACCEPTED) {
      throw new IllegalStateException("the end of job " + job + " was not accepted");
    }
  }

  boolean isRunning(int job) {
    return running.containsKey(job);
  }

  /** Changes the graph in a transaction of its own. */
  void command(Consumer<GraphRun> change) {
    try {
      farm.database.transaction(
          connection -> {
            GraphTransaction transaction = GraphTransaction.begin(connection, id, null);
            if (transaction == null) {
              throw new IllegalStateException("the graph is gone");
            }
            change.accept(transaction.run());
            if (transaction.run().changes().size() > 0) {
              transaction.save("case", null);
            }
            return true;
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final String ROWS =
      """
      select j.state, j.need, j.open, j.flags, coalesce(d.tags, '{}')
      from job j left join job_detail d using (graph, job)
      where j.graph = ? order by j.job
      """;

  Standing standing() {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = farm.database.connection();
        PreparedStatement read = connection.prepareStatement(ROWS)) {
      read.setLong(1, id);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  JobState.of(row.getString(1)),
                  row.getInt(2),
                  row.getInt(3),
                  row.getInt(4),
                  String.join(" ", (String[]) row.getArray(5).getArray())));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Standing(edges, rows);
  }

  @Override
  public void close() {
    sessions.values().forEach(farm.dispatch::signOff);
  }
}
