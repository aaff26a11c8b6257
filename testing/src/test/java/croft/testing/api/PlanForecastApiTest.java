package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import croft.protocol.client.Submission;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.PlanForecast;
import croft.protocol.wire.PlanView;
import croft.server.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a farm says of a graph before it is submitted, and of a job that waits. */
class PlanForecastApiTest {
  private static final String FILE =
      """
      croft: 1
      name: foreseen
      parameters: {mode: {default: fast}}
      jobs:
        fetch: {script: x, estimate: 10s}
        build: {needs: [fetch], matrix: {os: [linux, mac]}, resources: {cpus: 2}, script: y, estimate: 60s}
        short: {script: z, estimate: 5s}
        gpu: {script: g, pool: gpu, estimate: 5s}
        off: {active: false, script: o, estimate: 500s}
      """;

  @AutoClose
  private static final ApiServer farm =
      new ApiServer(Map.of(Setting.POOL_PRICES, "default=0.5, gpu=3"));

  private static PlanForecast forecast(PlanView plan) {
    return Objects.requireNonNull(plan.forecast());
  }

  @Test
  void aPlanSaysWhenItsJobsWouldRunOnTheWorkersThatAreThere() throws Exception {
    farm.claimWithin(1, Duration.ofMillis(1));
    PlanView plan = farm.project().plan(Submission.yaml(FILE));
    PlanForecast forecast = forecast(plan);
    assertThat(forecast.slots()).isEqualTo(8);
    assertThat(forecast.endP50Ms()).isEqualTo(70_000);
    assertThat(forecast.known()).isEqualTo(5);
    // Two builds of a minute on two processors each, 15 s on one; nobody can run the job for a GPU.
    assertThat(forecast.coreHours()).isCloseTo(255 / 3600.0, within(1e-9));
    assertThat(forecast.cost()).isCloseTo(255 / 3600.0 / 2, within(1e-9));
    assertThat(forecast.jobs()).hasSize(5);
    String key =
        plan.plan().jobs().stream()
            .filter(job -> forecast.unplaceable().equals(List.of(job.job())))
            .map(job -> job.key())
            .findFirst()
            .orElse("");
    assertThat(key).isEqualTo("gpu");
    assertThat(forecast.criticalPath()).hasSize(2);

    // What jobs of graphs of this name took before counts more than what their author thinks.
    farm.database()
        .execute(
            "insert into job_statistic (project, series, key, pool, ended, failed, flaky, durations,"
                + " p50_ms, p90_ms, updated_at) values (1, 'foreseen', 'fetch', 'default', 1, 0, 0,"
                + " '{20000}', 20000, 50000, now())");
    PlanForecast learnt = forecast(farm.project().plan(Submission.yaml(FILE)));
    assertThat(learnt.endP50Ms()).isEqualTo(80_000);
    assertThat(learnt.endP90Ms()).isEqualTo(110_000);
  }

  @Test
  void aSubmissionIsOnlyWhatWasPlanned() throws Exception {
    String file = FILE.replace("foreseen", "exact");
    String token = Objects.requireNonNull(farm.project().plan(Submission.yaml(file)).token());
    GraphView graph = farm.project().submit(Submission.yaml(file).asPlanned(token)).graph();
    assertThat(graph.jobs()).isEqualTo(6);
    List<Submission> others =
        List.of(
            Submission.yaml(file.replace("script: y", "script: yy")),
            Submission.yaml(file.replace("needs: [fetch], ", "")),
            Submission.yaml(file).withParameter("mode", "slow"));
    for (Submission other : others) {
      assertThatThrownBy(() -> farm.project().submit(other.asPlanned(token)))
          .isInstanceOfSatisfying(
              ProblemException.class,
              problem -> assertThat(problem.is(ProblemType.PLAN_CHANGED)).isTrue());
    }
    // Words that do nothing do not count.
    farm.project()
        .submit(Submission.yaml("# a remark\n" + file).asPlanned(token).withKey("remark"));
    farm.project().cancel(graph.graph(), null);
  }

  @Test
  void aReadyJobKnowsItsPlaceInTheQueue() throws Exception {
    long graph =
        farm.submit(
                """
                croft: 1
                name: queue
                jobs:
                  urgent: {script: x, pool: none, priority: 9}
                  long: {script: x, pool: none, estimate: 1h}
                  short: {script: x, pool: none, estimate: 1s}
                  next: {script: x, pool: none, needs: [short]}
                """)
            .graph();
    long end = System.nanoTime() + 20_000_000_000L;
    while (farm.project().job(graph, "short").queuePosition() == null && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(farm.project().job(graph, "urgent").queuePosition()).isEqualTo(1);
    assertThat(farm.project().job(graph, "long").queuePosition()).isEqualTo(2);
    assertThat(farm.project().job(graph, "short").queuePosition()).isEqualTo(3);
    assertThat(farm.project().job(graph, "next").queuePosition()).isNull();
    farm.project().cancel(graph, null);
  }
}
