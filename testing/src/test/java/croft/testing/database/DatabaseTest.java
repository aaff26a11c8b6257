package croft.testing.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.core.job.JobState;
import croft.core.job.JobTransition;
import croft.store.database.Database;
import croft.store.database.DatabaseException;
import croft.store.database.DatabaseSettings;
import croft.store.database.SchemaVersion;
import croft.store.database.SqlFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @AutoClose private static final TestDatabase db = TestDatabase.migrated();

  @Test
  void aHotConnectionHasItsPlansPinned() throws SQLException {
    try (Connection hot = db.database().hotConnection("batcher")) {
      assertThat(read(hot, "show enable_seqscan")).isEqualTo("off");
      assertThat(read(hot, "show enable_hashjoin")).isEqualTo("off");
      assertThat(read(hot, "show enable_mergejoin")).isEqualTo("off");
      assertThat(read(hot, "show plan_cache_mode")).isEqualTo("force_generic_plan");
      assertThat(read(hot, "show jit")).isEqualTo("off");
      assertThat(read(hot, "show application_name")).isEqualTo("croft batcher");
    }
  }

  @Test
  void rowsThatCameAfterTheLastAnalyzeAreJoinedByTheirKeys() throws SQLException {
    try (Connection connection = db.database().connection()) {
      for (String table : new String[] {"early", "late"}) {
        execute(
            connection,
            "create table %1$s (graph bigint, job int, primary key (graph, job))".formatted(table));
        execute(
            connection,
            "insert into %1$s select g, j from generate_series(1, 4) g, generate_series(1, 2000) j"
                .formatted(table));
        execute(connection, "analyze " + table);
        execute(
            connection,
            "insert into %1$s select 5, j from generate_series(1, 100) j".formatted(table));
      }
      execute(
          connection,
          "prepare of_graph(bigint) as select * from early e"
              + " join late l on l.graph = e.graph and l.job = e.job where e.graph = $1");
      StringBuilder plan = new StringBuilder();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("explain execute of_graph(5)")) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      assertThat(plan.toString()).contains("graph = $1").doesNotContain("Join Filter");
    }
  }

  @Test
  void everyKindOfConnectionHasItsLimitsOfTime() throws SQLException {
    try (Connection hot = db.database().hotConnection("batcher");
        Connection ordinary = db.connection();
        Connection longest = db.database().longConnection("backup")) {
      assertThat(read(hot, "show statement_timeout")).isEqualTo("20s");
      assertThat(read(ordinary, "show statement_timeout")).isEqualTo("1min");
      assertThat(read(longest, "show statement_timeout")).isEqualTo("6h");
      for (Connection connection : List.of(hot, ordinary, longest)) {
        assertThat(read(connection, "show lock_timeout")).isNotEqualTo("0");
        assertThat(read(connection, "show idle_in_transaction_session_timeout")).isNotEqualTo("0");
      }
    }
  }

  @Test
  void hotConnectionsAreLimitedAndClosedOnesDoNotCount() throws SQLException {
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < Database.HOT_MAX; i++) {
        open.add(db.database().hotConnection("batcher"));
      }
      assertThatThrownBy(() -> db.database().hotConnection("batcher"))
          .hasMessage("8 hot connections are open; the limit is 8");
      open.removeLast().close();
      open.add(db.database().hotConnection("batcher"));
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  @Test
  void aServerUsesNoMoreConnectionsThanPromised() {
    assertThat(DatabaseSettings.POOL_MAX + Database.HOT_MAX + Database.LONG_MAX)
        .isLessThanOrEqualTo(40);
  }

  @Test
  void aTransactionInAnothersWayIsDoneAgain() throws SQLException {
    AtomicInteger attempts = new AtomicInteger();
    int result =
        db.database()
            .transaction(
                connection -> {
                  if (attempts.incrementAndGet() < 3) {
                    execute(
                        connection, "do $$ begin raise exception using errcode = '40001'; end $$");
                  }
                  return 7;
                });
    assertThat(result).isEqualTo(7);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void aTransactionThatFailsLeavesNothing() throws SQLException {
    db.execute("create table half (number int)");
    assertThatThrownBy(
            () ->
                db.database()
                    .transaction(
                        connection -> {
                          execute(connection, "insert into half values (1)");
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class);
    try (Connection connection = db.connection()) {
      assertThat(read(connection, "select count(*) from half")).isEqualTo("0");
    }
  }

  @Test
  void itComesBackWhenItsServerWasKilled() throws Exception {
    try (Connection before = db.connection()) {
      db.server().kill();
      assertThatThrownBy(() -> execute(before, "select pg_sleep(30)"))
          .satisfies(e -> assertThat(SqlFailure.of(e)).isInstanceOf(SqlFailure.Unavailable.class));
    }
    db.database().waitUntilReachable(Duration.ofSeconds(60));
    assertThat(db.database().isReachable()).isTrue();
  }

  @Test
  void whereNothingAnswersItSaysSoInTime() {
    DatabaseSettings nowhere = DatabaseSettings.of("jdbc:postgresql://127.0.0.1:1/x", "me", "");
    try (Database database = new Database(nowhere)) {
      assertThatThrownBy(() -> database.waitUntilReachable(Duration.ofMillis(300)))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("127.0.0.1:1/x was not reachable within PT0.3S")
          .hasMessageContaining("Start it, or correct the address");
      assertThat(database.isReachable()).isFalse();
    }
  }

  @Test
  void aWrongPasswordIsSaidAtOnce() {
    DatabaseSettings wrong = DatabaseSettings.of(db.settings().url(), db.settings().user(), "no");
    try (Database database = new Database(wrong)) {
      assertThatThrownBy(() -> database.waitUntilReachable(Duration.ofMinutes(5)))
          .hasMessageContaining("did not let user croft in")
          .hasMessageContaining("Correct the user or the password");
    }
  }

  @Test
  void aServerThatIsTooOldIsRefused() throws SQLException {
    try (TestDatabase old = TestDatabase.empty(TestServer.DURABLE)) {
      // A database that says it is older than it is, to whoever asks without naming the schema.
      old.execute(
          """
          create function current_setting(name text) returns text language sql as
            $$ select case name when 'server_version_num' then '140011' when 'server_version' then '14.11'
                else pg_catalog.current_setting(name) end $$
          """,
          "do $$ begin execute format('alter database %I set search_path = public, pg_catalog',"
              + " current_database()); end $$");
      assertThatThrownBy(() -> old.database().waitUntilReachable(Duration.ofSeconds(5)))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("is PostgreSQL 14.11; the farm needs 15 or newer");
    }
  }

  @Test
  void twoServersMayMigrateAtOnce() throws Exception {
    try (TestDatabase empty = TestDatabase.empty(TestServer.DURABLE);
        Database other = new Database(empty.settings());
        ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<SchemaVersion>> migrations = List.of(empty.database()::migrate, other::migrate);
      for (var migrated : both.invokeAll(migrations)) {
        assertThat(migrated.get()).isEqualTo(db.database().schemaVersion());
      }
    }
  }

  @Test
  void theNextSchemaIsSharedWithANewerProgramAndTheOneAfterIsNot() throws SQLException {
    try (TestDatabase newer = TestDatabase.migrated()) {
      int known = newer.database().schemaVersion().number();
      pretendMigration(newer, known + 1);
      assertThat(newer.database().migrate().number()).isEqualTo(known + 1);
      pretendMigration(newer, known + 2);
      assertThatThrownBy(() -> newer.database().migrate())
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("has schema version " + (known + 2))
          .hasMessageContaining("this program knows " + known);
    }
  }

  private static void pretendMigration(TestDatabase database, int version) {
    database.execute(
        """
        insert into flyway_schema_history
        select max(installed_rank) + 1, '%d', 'later', 'SQL', 'V%d__later.sql', 1, 'x', now(), 1, true
        from flyway_schema_history
        """
            .formatted(version, version));
  }

  @Test
  void theGuardAllowsTheListedTransitionsAndNoOthers() throws SQLException {
    try (TestDatabase farm = TestDatabase.migrated(TestServer.FAST);
        Connection connection = farm.connection()) {
      execute(connection, "select create_graph_partitions(1, 1)");
      for (JobState from : JobState.values()) {
        for (JobState to : JobState.values()) {
          execute(connection, "truncate job");
          Rows.insert(
              farm,
              "job",
              Map.of("graph", "1", "job", "1", "state", "'%s'".formatted(from.text())));
          assertThat(isAllowed(connection, to))
              .as(from + " to " + to)
              .isEqualTo(JobTransition.isLegal(from, to));
        }
      }
    }
  }

  private static boolean isAllowed(Connection connection, JobState to) {
    try {
      execute(connection, "update job set state = '%s'".formatted(to.text()));
      return true;
    } catch (SQLException e) {
      assertThat(SqlFailure.of(e)).isInstanceOf(SqlFailure.Refused.class);
      return false;
    }
  }

  @Test
  void aConstraintIsNamed() throws SQLException {
    try (Connection connection = db.connection()) {
      assertThatThrownBy(() -> execute(connection, "insert into project (name) values ('default')"))
          .satisfies(
              e ->
                  assertThat(SqlFailure.of(e))
                      .isEqualTo(new SqlFailure.Refused("23505", Optional.of("project_name_key"))));
    }
  }

  @Test
  void aStatementThatTakesTooLongIsEndedByTheServer() throws SQLException {
    try (Connection connection = db.connection()) {
      execute(connection, "set statement_timeout = 10");
      assertThatThrownBy(() -> execute(connection, "select pg_sleep(10)"))
          .satisfies(e -> assertThat(SqlFailure.of(e)).isInstanceOf(SqlFailure.TooSlow.class));
      execute(connection, "reset statement_timeout");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
