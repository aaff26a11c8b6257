package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Paging;
import croft.protocol.wire.Commands;
import croft.protocol.wire.JobRate;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Page;
import croft.protocol.wire.SeriesView;
import croft.store.query.TemplateQueries;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What became of a job along its series. */
class HistoryApiTest {
  @AutoClose private final ApiServer farm = new ApiServer();

  private long ran(String name, Outcome outcome) throws Exception {
    long graph =
        farm.submit("croft: 1\nname: %s\njobs: {test: {script: x}}".formatted(name)).graph();
    farm.claim("test");
    farm.ends("test", outcome, outcome == Outcome.SUCCEEDED ? 0 : 7);
    farm.forget("test");
    return graph;
  }

  private List<SeriesView.Result> history(long graph) throws Exception {
    return farm.project().history(graph, "test", Paging.FIRST).items();
  }

  @Test
  void aJobsHistoryIsItsKeyInTheGraphsOfItsSeriesUpToThisOne() throws Exception {
    long first = ran("nightly", Outcome.SUCCEEDED);
    ran("other", Outcome.FAILED);
    farm.submit("croft: 1\nname: nightly\njobs: {build: {pool: nobody, script: x}}");
    farm.submit(
        "croft: 1\nname: nightly\njobs: {test: {active: false, script: x}, b: {pool: p, script: x}}");
    long second = ran("nightly", Outcome.FAILED);
    long third = ran("nightly", Outcome.SUCCEEDED);
    farm.project()
        .sample(third, "test", new Commands.Sample(1, null, null), UUID.randomUUID().toString());

    assertThat(history(third))
        .extracting(SeriesView.Result::graph)
        .containsExactly(third, second, first);
    SeriesView.Result failed = history(third).get(1);
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.exitCode()).isEqualTo(7);
    assertThat(failed.durationMs()).isNotNull().isNotNegative();
    assertThat(history(second)).hasSize(2);
  }

  @Test
  void itsPagesHaveEachGraphOnce() throws Exception {
    List<Long> graphs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      graphs.addFirst(ran("nightly", Outcome.SUCCEEDED));
    }
    List<Long> found = new ArrayList<>();
    String after = null;
    do {
      Page<SeriesView.Result> page =
          farm.project().history(graphs.getFirst(), "test", new Paging(after, 2));
      page.items().forEach(result -> found.add(result.graph()));
      after = page.next();
    } while (after != null);
    assertThat(found).isEqualTo(graphs);
  }

  @Test
  void theRatesOfAGraphAreThoseOfItsSampledJobs() throws Exception {
    long graph = ran("sampled", Outcome.SUCCEEDED);
    assertThat(farm.project().rates(graph).items()).isEmpty();
    farm.project()
        .sample(graph, "test", new Commands.Sample(4, null, null), UUID.randomUUID().toString());
    for (Outcome outcome :
        List.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.SUCCEEDED, Outcome.SUCCEEDED)) {
      // One at a time: they all have the key of their job.
      farm.claim(1);
      farm.ends("test", outcome, outcome == Outcome.SUCCEEDED ? 0 : 1);
      farm.forget("test");
    }
    JobRate rate = farm.project().rates(graph).items().getFirst();
    assertThat(rate.job()).isZero();
    assertThat(rate.failures()).isEqualTo(farm.project().job(graph, "test").samples());
    assertThat(rate.failures().failed()).isEqualTo(1);
  }

  /** No table is read as a whole, however many graphs there are. */
  @Test
  void aPageIsReadByIndexesAmongManyGraphs() throws Exception {
    long last;
    try (Connection connection = farm.database().database().connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into graph (id, project, name, state, jobs, dependencies, author)
          select next_graph_id(), 1, case when i % 50 = 0 then 'build' else 'other' || i % 50 end,
            'succeeded', 2, 0, 'test'
          from generate_series(1, 40000) i
          """);
      statement.execute(
          """
          insert into job_detail (graph, job, definition, priority, key)
          select id, n, 0, 0, case when n = 0 then 'test' else 'build' end
          from graph cross join generate_series(0, 1) n
          """);
      statement.execute(
          """
          insert into job (graph, job, need, open, requirement_class, flags, state, attempt)
          select id, n, 0, 0, 1, 0, 'succeeded', 1 from graph cross join generate_series(0, 1) n
          """);
      statement.execute("analyze");
      try (ResultSet row = statement.executeQuery("select max(id) from graph")) {
        row.next();
        last = row.getLong(1);
      }
    }
    try (Connection connection = farm.database().database().connection()) {
      connection.setAutoCommit(false);
      Map<String, Long> before = rowsOfWholeReads(connection);
      TemplateQueries queries = new TemplateQueries(() -> staysOpen(connection));
      assertThat(queries.history(1, "build", "test", last, 100).results()).hasSize(100);
      assertThat(rowsOfWholeReads(connection))
          .allSatisfy(
              (table, rows) ->
                  assertThat(rows - before.getOrDefault(table, 0L)).as(table).isLessThan(500));
    }
  }

  private static Connection staysOpen(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /**
   * How many rows were read of each table by reading all of it. Counts what this connection did
   * before, too, as long as the statistics have not been told of it.
   */
  private static Map<String, Long> rowsOfWholeReads(Connection connection) throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select relname, seq_tup_read from pg_stat_xact_user_tables")) {
      while (row.next()) {
        rows.put(row.getString(1), row.getLong(2));
      }
    }
    return rows;
  }
}
