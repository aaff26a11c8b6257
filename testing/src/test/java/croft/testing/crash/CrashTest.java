package croft.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Paging;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.testing.harness.FarmHarness;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run goes on, and nothing acknowledged is lost, when a process of the farm is killed. */
@Tag("slow")
class CrashTest {
  /** Longer than any restart: no job may be lost for want of a server. */
  private static final Duration PATIENT = Duration.ofSeconds(60);

  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final Duration LOST_WITHIN = SHORT.plusSeconds(5);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(20);

  @Test
  void aKilledServerLosesNothingAndEndsNoJob() throws Exception {
    try (FarmHarness farm = FarmHarness.start(PATIENT);
        SteadySubmitter submitter = new SteadySubmitter(farm)) {
      farm.startWorker("only", 4);
      LayeredGraph graph = new LayeredGraph(farm, "0.3");
      graph.awaitSucceeded(8);
      farm.killServer();
      farm.restartServer();
      assertOneAttemptEach(graph.checkRun());
      submitter.stopAndCheck();
    }
  }

  @Test
  void aKilledDatabaseComesBackAndTheRunGoesOn() throws Exception {
    try (FarmHarness farm = FarmHarness.start(PATIENT);
        SteadySubmitter submitter = new SteadySubmitter(farm)) {
      farm.startWorker("only", 4);
      LayeredGraph graph = new LayeredGraph(farm, "0.3");
      graph.awaitSucceeded(8);
      long killed = farm.killDatabase();
      farm.await(
          "PostgreSQL runs again",
          BACK_WITHIN,
          farm::databasePid,
          pid -> pid.isPresent() && pid.get() != killed);
      assertOneAttemptEach(graph.checkRun());
      submitter.stopAndCheck();
    }
  }

  @Test
  void theJobsOfAKilledWorkerRunOnAnother() throws Exception {
    try (FarmHarness farm = FarmHarness.start(SHORT)) {
      farm.startWorker("doomed", 4);
      LayeredGraph graph = new LayeredGraph(farm, "0.7");
      graph.awaitSucceeded(4);
      farm.startWorker("second", 4);
      farm.await(
          "the doomed worker runs a job", BACK_WITHIN, () -> runningOn(farm, graph), n -> n > 0);
      Instant killed = Instant.now();
      farm.killWorker("doomed");

      List<AttemptView> unsuccessful =
          graph.checkRun().values().stream()
              .flatMap(job -> job.attempts().stream())
              .filter(attempt -> attempt.outcome() != Outcome.SUCCEEDED)
              .toList();
      assertThat(unsuccessful).extracting(AttemptView::outcome).containsOnly(Outcome.LOST);
      assertThat(unsuccessful)
          .filteredOn(
              attempt -> attempt.outcome() == Outcome.LOST && attempt.worker().equals("doomed"))
          .isNotEmpty()
          .allSatisfy(attempt -> assertThat(attempt.endedAt()).isBefore(killed.plus(LOST_WITHIN)));
    }
  }

  /** Jobs that the doomed worker has begun within the last moments. */
  private static long runningOn(FarmHarness farm, LayeredGraph graph)
      throws IOException, InterruptedException {
    long running = 0;
    for (var job :
        farm.project().jobs(graph.graph(), Set.of(JobState.RUNNING), null, Paging.FIRST).items()) {
      Optional<AttemptView> newest =
          farm.project().job(graph.graph(), job.key()).attempts().stream()
              .reduce((_, later) -> later);
      if (newest.isPresent()
          && newest.get().outcome() == null
          && newest.get().worker().equals("doomed")
          && newest.get().claimedAt().isAfter(Instant.now().minusMillis(300))) {
        running++;
      }
    }
    return running;
  }

  private static void assertOneAttemptEach(Map<String, JobDetail> jobs) {
    assertThat(jobs).hasSize(LayeredGraph.JOBS);
    jobs.forEach((key, job) -> assertThat(job.attempts()).as("attempts of %s", key).hasSize(1));
  }
}
