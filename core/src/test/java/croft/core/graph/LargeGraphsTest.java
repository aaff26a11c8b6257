package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.JobState;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sizes at the documented limits: no recursion, nothing quadratic. */
class LargeGraphsTest {
  private static final int CHAIN = 1_000_000;
  private static final int FAN = 100_000;

  /** Far above what is needed here, far below what anything quadratic would take. */
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The processor's time, so that a busy machine fails nothing. */
  private static Duration time(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }

  private static JobGraph.Builder chain(int length) {
    var builder = new JobGraph.Builder();
    for (int job = 0; job < length; job++) {
      builder.job();
      if (job > 0) {
        builder.edge(job - 1, job, EdgeRule.NEEDS_SUCCESS);
      }
    }
    return builder;
  }

  private static GraphRun submitted(JobGraph graph) {
    return GraphRun.submitted(graph, new int[graph.size()], new boolean[graph.size()]);
  }

  @Test
  void aChainOfAMillionSettles() {
    Duration took =
        time(
            () -> {
              GraphRun run = submitted(chain(CHAIN).build());
              run.claim(0);
              run.end(0, JobState.FAILED);
              assertThat(run.count(JobState.SKIPPED)).isEqualTo(CHAIN - 1);
              run.clearChanges();
              run.rerun(new int[] {0}, true);
              assertThat(run.count(JobState.BLOCKED)).isEqualTo(CHAIN - 1);
              assertThat(run.cancelAll()).isEqualTo(CHAIN);
              assertThat(run.graphState()).isEqualTo(GraphState.CANCELLED);
            });
    assertThat(took).isLessThan(LONG);
  }

  @Test
  void aFanOfAHundredThousandOpensAndCloses() {
    var builder = new JobGraph.Builder();
    int first = builder.job();
    int last = builder.job();
    for (int job = 0; job < FAN; job++) {
      int middle = builder.job();
      builder
          .edge(first, middle, EdgeRule.NEEDS_SUCCESS)
          .edge(middle, last, EdgeRule.NEEDS_SUCCESS);
    }
    Duration took =
        time(
            () -> {
              GraphRun run = submitted(builder.build());
              run.claim(first);
              run.end(first, JobState.SUCCEEDED);
              assertThat(run.count(JobState.READY)).isEqualTo(FAN);
              for (int job = 2; job < FAN + 2; job++) {
                run.claim(job);
                run.end(job, JobState.SUCCEEDED);
              }
              assertThat(run.state(last)).isEqualTo(JobState.READY);
              assertThat(run.need(last)).isZero();
            });
    assertThat(took).isLessThan(LONG);
  }

  @Test
  void aCycleOfAHundredThousandIsNamedWithinASecond() {
    JobGraph graph = chain(FAN).edge(FAN - 1, 0, EdgeRule.AFTER).build();
    assertThat(time(() -> Cycle.find(graph))).isLessThan(Duration.ofSeconds(1));
    int[] cycle = Cycle.find(graph);
    assertThat(cycle).hasSize(FAN);
    for (int at = 0; at < cycle.length; at++) {
      assertThat(graph.edgeBetween(cycle[at], cycle[(at + 1) % cycle.length])).isNotNegative();
    }
  }

  @Test
  void aJobThatWaitsForItselfIsACycleOfOne() {
    var builder = chain(3);
    assertThat(Cycle.find(builder.edge(1, 1, EdgeRule.AFTER).build())).containsExactly(1);
  }

  @Test
  void ranksAndReachOfAMillionNeedNoStack() {
    JobGraph graph = chain(CHAIN).build();
    long[] durations = new long[CHAIN];
    Arrays.fill(durations, 1);
    assertThat(Ranks.longestPaths(graph, durations)[0]).isEqualTo(CHAIN);
    assertThat(Reach.downstream(graph, new int[] {0}, job -> true)[CHAIN - 1]).isTrue();
    assertThat(Reach.needed(graph, graph.incoming(), CHAIN - 1)[0]).isTrue();
    assertThat(Cycle.find(graph)).isEmpty();
  }
}
