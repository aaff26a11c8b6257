package croft.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Submission;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import croft.testing.harness.FarmHarness;
import croft.testing.openapi.ContractProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker program and a real farm: what the contract asks of every worker. To try one of your own,
 * add how it is started to {@link Program}.
 */
@Tag("slow")
class WorkerConformanceTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /**
   * 2 s between heartbeats and a fifth, a second until the job is dead, another on a busy machine.
   */
  private static final Duration CANCELLED_WITHIN = Duration.ofMillis(4_500);

  /** The workers that must pass. */
  enum Program {
    JAVA {
      @Override
      Running start(FarmHarness farm, ContractProxy proxy) throws IOException {
        farm.startWorker("java", 1, proxy.url());
        return () -> farm.endWorker("java");
      }
    },
    SHELL {
      @Override
      Running start(FarmHarness farm, ContractProxy proxy) throws IOException {
        Path script = Path.of("../examples/worker-in-shell/worker.sh").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder.environment().put("CROFT_URL", proxy.url().toString());
        builder.environment().put("CROFT_TOKEN", farm.token());
        builder.environment().put("POOL", "default");
        Process process = builder.inheritIO().start();
        return () -> {
          process.destroy();
          process.waitFor(20, TimeUnit.SECONDS);
        };
      }
    };

    abstract Running start(FarmHarness farm, ContractProxy proxy) throws IOException;
  }

  /** A worker that can be told to end. */
  interface Running {
    void end() throws IOException, InterruptedException;
  }

  private FarmHarness farm;
  private ContractProxy proxy;

  @BeforeEach
  void open() throws IOException {
    farm = FarmHarness.start(LEASE);
    proxy = ContractProxy.before(farm.url());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    farm.close();
  }

  @ParameterizedTest
  @EnumSource
  void runsJobsAsTheContractSays(Program program) throws Exception {
    Running worker = program.start(farm, proxy);

    long good =
        submit(
            """
            croft: 1
            name: good
            parameters: {base-url: {default: "it's \\"here\\""}}
            jobs:
              a:
                env: {TOLD: "two\\nlines"}
                script: |
                  echo "$BASE_URL $TOLD $CROFT_JOB $CROFT_ATTEMPT $CROFT_GRAPH"
                  echo also this >&2
            """);
    assertThat(ended(good, "a").view().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(log(good, "a"))
        .isEqualTo("it's \"here\" two\nlines a 1 %d\nalso this\n".formatted(good));

    long bad = submit("croft: 1\nname: bad\njobs: {a: {script: echo no; exit 3}}");
    assertThat(ended(bad, "a").view().exitCode()).isEqualTo(3);
    assertThat(outcome(bad, "a")).isEqualTo(Outcome.FAILED);

    long slow = submit("croft: 1\nname: slow\njobs: {a: {script: sleep 300, timeout: 1s}}");
    ended(slow, "a");
    assertThat(outcome(slow, "a")).isEqualTo(Outcome.TIMED_OUT);

    long long1 = submit("croft: 1\nname: long\njobs: {a: {script: seq 1 40000}}");
    ended(long1, "a");
    assertThat(log(long1, "a")).endsWith("\n39999\n40000\n").hasLineCount(40_000);

    theCancelOfARunningJobArrivesSoon();

    assertThat(states()).containsExactly(WorkerState.LIVE);
    worker.end();
    assertThat(states()).doesNotContain(WorkerState.LIVE);
    proxy.assertKept();
  }

  private void theCancelOfARunningJobArrivesSoon() throws IOException, InterruptedException {
    long graph = submit("croft: 1\nname: endless\njobs: {a: {script: echo up; sleep 300}}");
    farm.await("its log", WITHIN, () -> log(graph, "a"), "up\n"::equals);
    Instant told = Instant.now();
    farm.project().cancel(graph, "not wanted any more");
    ended(graph, "a");
    AttemptView attempt = farm.project().job(graph, "a").attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(attempt.endedAt()).isBefore(told.plus(CANCELLED_WITHIN));
  }

  private long submit(String yaml) throws IOException, InterruptedException {
    return farm.project().submit(Submission.yaml(yaml)).graph().graph();
  }

  private JobDetail ended(long graph, String job) throws IOException, InterruptedException {
    return farm.await(
        "the end of " + job,
        WITHIN,
        () -> farm.project().job(graph, job),
        detail -> detail.view().state().isFinal());
  }

  private @Nullable Outcome outcome(long graph, String job)
      throws IOException, InterruptedException {
    return farm.project().job(graph, job).attempts().getFirst().outcome();
  }

  private String log(long graph, String job) throws IOException, InterruptedException {
    return farm.project().log(graph, job, 1, 0, 1 << 20).text();
  }

  private List<WorkerState> states() throws IOException, InterruptedException {
    return farm.client().workers().items().stream().map(WorkerView::state).toList();
  }
}
