package croft.testing.statistic;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Outcome;
import croft.server.dispatch.Images;
import croft.server.farm.GraphCommands.Command;
import croft.store.graph.GraphImage;
import croft.store.query.KeyGlob;
import croft.store.query.StatisticQueries;
import croft.store.statistic.Statistic;
import croft.store.statistic.StatisticCounter;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final String TWO =
      """
      croft: 1
      name: two
      jobs:
        a: {script: x, priority: 9, retry: {attempts: 3, on: [failed, lost]}}
        b: {script: x}
      """;

  private final TestDatabase database = TestDatabase.migrated();
  private final LocalFarm farm = new LocalFarm(database.database());
  private final LocalFarm.Worker worker = farm.worker("w");

  @AfterEach
  void close() {
    farm.close();
    database.close();
  }

  private void count() throws SQLException {
    while (database.database().transaction(StatisticCounter::advance)) {
      // Until all is counted.
    }
  }

  private String known() {
    StringBuilder known = new StringBuilder();
    for (Statistic row :
        new StatisticQueries(database.database()::connection)
            .page(1, null, KeyGlob.of("**"), StatisticQueries.Position.START, 100)) {
      known.append(
          "%s/%s/%s: %d ended, %d failed, %d flaky, %d durations%n"
              .formatted(
                  row.series(),
                  row.key(),
                  row.pool(),
                  row.ended(),
                  row.failed(),
                  row.flaky(),
                  row.durationsMs().size()));
    }
    return known.toString();
  }

  @Test
  void attemptsAreCountedOnceAndOnlyThoseThatTellSomethingOfTheJob() throws Exception {
    long graph = farm.submit(TWO);
    count();
    assertThat(known()).isEmpty();
    worker.fail(worker.claimOnly("a"), 1);
    worker.succeed(worker.claimOnly("a"));
    worker.report(worker.claimOnly("b"), Outcome.CANCELLED, null);
    farm.command(graph, new Command.CancelGraph(null));
    count();
    assertThat(known()).isEqualTo("two/a/default: 2 ended, 1 failed, 1 flaky, 1 durations\n");
    count();
    assertThat(known()).isEqualTo("two/a/default: 2 ended, 1 failed, 1 flaky, 1 durations\n");
  }

  @Test
  void whatIsDoneToAJobAfterItsAttemptCountsNothing() throws Exception {
    long graph = farm.submit(TWO);
    worker.fail(worker.claimOnly("a"), 1);
    farm.command(graph, new Command.Hold(0, null));
    farm.command(graph, new Command.Release(0));
    farm.command(graph, new Command.CancelGraph(null));
    count();
    assertThat(known()).isEqualTo("two/a/default: 1 ended, 1 failed, 0 flaky, 0 durations\n");
  }

  @Test
  void aTransactionThatIsRolledBackCountsNothingTwice() throws Exception {
    farm.submit(TWO);
    worker.succeed(worker.claimOnly("a"));
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      StatisticCounter.advance(connection);
      connection.rollback();
    }
    count();
    worker.succeed(worker.claimOnly("b"));
    count();
    assertThat(known())
        .isEqualTo(
            """
            two/a/default: 1 ended, 0 failed, 0 flaky, 1 durations
            two/b/default: 1 ended, 0 failed, 0 flaky, 1 durations
            """);
  }

  @Test
  void twoServersCountNothingTwice() throws Exception {
    farm.submit(TWO);
    count();
    worker.succeed(worker.claimOnly("a"));
    try (Connection first = database.connection()) {
      first.setAutoCommit(false);
      StatisticCounter.advance(first);
      assertThat(database.database().transaction(StatisticCounter::advance)).isFalse();
      first.commit();
    }
    count();
    assertThat(known()).isEqualTo("two/a/default: 1 ended, 0 failed, 0 flaky, 1 durations\n");
  }

  @Test
  void onlyTheNewestDurationsStay() throws Exception {
    for (int run = 0; run < Statistic.DURATIONS_MAX + 5; run++) {
      farm.submit("croft: 1\nname: many\njobs: {a: {script: x}}\n");
      worker.succeed(worker.claimOnly("a"));
      if (run % 10 == 0) {
        count();
      }
    }
    count();
    assertThat(known()).isEqualTo("many/a/default: 35 ended, 0 failed, 0 flaky, 30 durations\n");
  }

  @Test
  void percentilesAreOfTheDurationsThatWere() {
    int[] durations = {50, 10, 20, 30, 40, 100, 60, 70, 80, 90};
    assertThat(Statistic.percentile(durations, 50)).isEqualTo(50);
    assertThat(Statistic.percentile(durations, 90)).isEqualTo(90);
    assertThat(Statistic.percentile(new int[] {7}, 90)).isEqualTo(7);
    assertThat(Statistic.percentile(new int[0], 90)).isEqualTo(-1);
  }

  @Test
  void theClaimOrderFollowsWhatJobsTookAndNotWhatTheirAuthorsThought() throws Exception {
    String guesses =
        """
        croft: 1
        name: guessed
        jobs:
          thought-long: {script: x, estimate: 10m}
          is-long: {script: x, estimate: 1s}
          unknown: {script: x}
        """;
    farm.submit(guesses);
    for (Assignment attempt : worker.claim(3)) {
      worker.succeed(attempt);
    }
    count();
    database.execute(
        "update job_statistic set p50_ms = 300000 where key = 'is-long'",
        "update job_statistic set p50_ms = 1000 where key = 'thought-long'",
        "delete from job_statistic where key = 'unknown'");
    long graph = farm.submit(guesses);
    GraphImage image = Objects.requireNonNull(new Images(database.database()).get(graph));
    assertThat(List.of(image.rank(0), image.rank(1), image.rank(2)))
        .containsExactly(1_000L, 300_000L, 60_000L);
    worker.succeed(worker.claimOnly("is-long"));
    worker.succeed(worker.claimOnly("unknown"));
    worker.succeed(worker.claimOnly("thought-long"));
  }
}
