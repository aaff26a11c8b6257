package croft.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlannedRanksTest {
  private static JobGraph independent(int jobs) {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < jobs; job++) {
      builder.job();
    }
    return builder.build();
  }

  private static JobGraph random(int jobs, SplittableRandom random) {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < jobs; job++) {
      builder.job();
      for (int need = Math.max(0, job - 1 - random.nextInt(20)); need < job; need += 7) {
        builder.edge(need, job, EdgeRule.NEEDS_SUCCESS);
      }
    }
    return builder.build();
  }

  private static long played(JobGraph graph, long[] duration, long[] rank, int slots) {
    return Trial.forwards(graph, duration, slots)
        .run(Arrays.stream(rank).mapToDouble(r -> -r).toArray());
  }

  @Test
  void jobsArePackedWhereTheLongestFirstIsNotTheBest() {
    JobGraph graph = independent(5);
    long[] duration = {3, 3, 2, 2, 2};
    assertThat(played(graph, duration, Ranks.longestPaths(graph, duration), 2)).isEqualTo(7);
    assertThat(played(graph, duration, PlannedRanks.of(graph, duration, 2), 2)).isEqualTo(6);
  }

  @Test
  void playedInTheirOrderGraphsTakeAsLongAsPlannedAndNeverLongerThanByPathsOrNumbers() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 20; round++) {
      JobGraph graph = random(60, random);
      long[] duration = new long[60];
      for (int job = 0; job < 60; job++) {
        duration[job] = random.nextInt(100);
      }
      int slots = 1 + random.nextInt(6);
      long[] paths = Ranks.longestPaths(graph, duration);
      long[] rank = PlannedRanks.of(graph, duration, slots);
      long planned = Arrays.stream(rank).max().orElseThrow();
      assertThat(played(graph, duration, rank, slots)).isEqualTo(planned);
      assertThat(planned).isLessThanOrEqualTo(played(graph, duration, paths, slots));
      assertThat((double) planned)
          .isGreaterThanOrEqualTo(PlannedRanks.bound(paths, duration, slots));
      for (int job = 0; job < 60; job++) {
        assertThat(rank[job]).isGreaterThanOrEqualTo(paths[job]);
      }
    }
  }

  @Test
  void theSameGraphGetsTheSameRanks() {
    JobGraph graph = random(200, new SplittableRandom(3));
    long[] duration = new long[200];
    Arrays.setAll(duration, job -> 1 + job * 37 % 101);
    assertThat(PlannedRanks.of(graph, duration, 5)).isEqualTo(PlannedRanks.of(graph, duration, 5));
  }

  @Test
  void aGraphWithoutJobsHasNoRanks() {
    assertThat(PlannedRanks.of(independent(0), new long[0], 3)).isEmpty();
  }
}
