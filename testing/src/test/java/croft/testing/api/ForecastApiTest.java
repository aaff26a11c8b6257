package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Paging;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ForecastView;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.JobView;
import croft.protocol.wire.PoolView;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ForecastApiTest {
  @AutoClose private static final ApiServer farm = new ApiServer();

  /** Signs a worker with one slot on; it claims nothing. */
  private static void worker(String pool) throws Exception {
    farm.client()
        .register(
            new WorkerRegistration(
                pool + "-worker",
                pool,
                List.of(),
                1,
                new Resources(4, 1L << 33, 0),
                Isolation.NONE,
                1,
                "test"));
  }

  private static Map<Integer, String> keys(long graph) throws Exception {
    return farm.project().jobs(graph, Set.of(), null, Paging.FIRST).items().stream()
        .collect(Collectors.toMap(JobView::job, JobView::key));
  }

  @Test
  void aGraphWithEstimatesIsPlayedThroughOnTheSlotsOfLiveWorkers() throws Exception {
    worker("forecast");
    GraphView graph =
        farm.submit(
            """
            croft: 1
            name: estimated
            defaults: {pool: forecast}
            jobs:
              compile: {script: x, estimate: 10m}
              test/a: {script: x, needs: [compile], estimate: 20m}
              test/b: {script: x, needs: [compile], estimate: 5m}
              report: {script: x, needs: ["test/*"], estimate: 1m}
              tidy: {script: x, finally: true, estimate: 2m}
            """);

    ForecastView forecast = farm.project().forecast(graph.graph());

    assertThat(forecast.slots()).isEqualTo(1);
    assertThat(forecast.known()).isEqualTo(5);
    assertThat(forecast.guessed()).isZero();
    assertThat(Duration.between(forecast.at(), forecast.endP50At()))
        .isEqualTo(Duration.ofMinutes(38));
    Map<Integer, String> keys = keys(graph.graph());
    assertThat(forecast.jobs()).hasSize(5);
    assertThat(forecast.criticalPath().stream().map(keys::get))
        .containsExactly("compile", "test/b", "report", "tidy");
    int compile = forecast.jobs().indexOf(number(keys, "compile"));
    assertThat(forecast.startP50Ms().get(compile)).isZero();
    assertThat(forecast.endP50Ms().get(compile)).isEqualTo(Duration.ofMinutes(10).toMillis());
  }

  private static int number(Map<Integer, String> keys, String key) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aJobThatNoWorkerCanRunIsNamedAndThereIsNoEnd() throws Exception {
    GraphView graph =
        farm.submit(
            """
            croft: 1
            name: nowhere
            jobs:
              a: {script: x, pool: moon, estimate: 10m}
              b: {script: x, pool: moon, needs: [a]}
            """);

    ForecastView forecast = farm.project().forecast(graph.graph());

    assertThat(forecast.endP50At()).isNull();
    assertThat(forecast.unplaceable()).hasSize(2);
    assertThat(forecast.startP50Ms()).containsExactly(-1L, -1L);
  }

  @Test
  void aPoolSaysWhyItsJobsDoNotRun() throws Exception {
    worker("pools");
    farm.submit(
        """
        croft: 1
        name: waits
        defaults: {pool: pools}
        jobs:
          a: {script: x}
          b: {script: x}
          big: {script: x, resources: {gpus: 4}}
        """);
    GraphView paused = farm.submit("{croft: 1, name: paused, jobs: {c: {script: x, pool: pools}}}");
    farm.project().pause(paused.graph());

    PoolView pool =
        farm.client().pools().items().stream()
            .filter(view -> view.pool().equals("pools"))
            .findFirst()
            .orElseThrow();

    assertThat(pool.slots()).isEqualTo(1);
    assertThat(pool.ready()).isEqualTo(4);
    assertThat(pool.causes())
        .extracting(PoolView.Cause::cause, PoolView.Cause::jobs)
        .satisfiesExactly(
            most ->
                assertThat(most.toList())
                    .isEqualTo(List.of("all slots that could run them are taken", 2)),
            gpus ->
                assertThat(gpus.toList())
                    .isEqualTo(List.of("no worker can run them: it has 0 gpus, not 4", 1)),
            wait -> assertThat(wait.toList()).isEqualTo(List.of("their graph is paused", 1)));
  }

  @Test
  void aGraphThatIsNotThereHasNoForecast() {
    assertThatThrownBy(() -> farm.project().forecast(1))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NO_SUCH_GRAPH.uri()));
  }
}
