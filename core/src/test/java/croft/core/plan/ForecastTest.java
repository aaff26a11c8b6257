package croft.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final int[][] ANY = {{0}};

  private static JobGraph diamond() {
    return graph(4, "0-1 0-2 1-3 2-3");
  }

  private static JobGraph graph(int jobs, String edges) {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < jobs; job++) {
      builder.job();
    }
    for (String edge : edges.split(" ")) {
      String[] ends = edge.split("-");
      if (ends.length == 2) {
        builder.edge(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]), EdgeRule.NEEDS_SUCCESS);
      }
    }
    return builder.build();
  }

  private static boolean[] all(int jobs) {
    boolean[] all = new boolean[jobs];
    java.util.Arrays.fill(all, true);
    return all;
  }

  private static Forecast play(JobGraph graph, long[] left, int slots) {
    int jobs = graph.size();
    return Forecast.of(
        new Forecast.Play(
            graph,
            left,
            all(jobs),
            new boolean[jobs],
            new boolean[jobs],
            new boolean[jobs],
            new int[jobs],
            new int[] {slots},
            ANY));
  }

  @Test
  void withSlotsEnoughItTakesTheCriticalPath() {
    Forecast forecast = play(diamond(), new long[] {10, 20, 5, 1}, 2);

    assertThat(forecast.makespan()).isEqualTo(31);
    assertThat(forecast.criticalPath()).containsExactly(0, 1, 3);
    assertThat(forecast.start()).containsExactly(0, 10, 10, 30);
    assertThat(forecast.slack()).containsExactly(0, 0, 15, 0);
  }

  @Test
  void withOneSlotItTakesAllTheWorkAndTheLongestPathGoesFirst() {
    Forecast forecast = play(diamond(), new long[] {10, 20, 5, 1}, 1);

    assertThat(forecast.makespan()).isEqualTo(36);
    assertThat(forecast.start()).containsExactly(0, 10, 30, 35);
  }

  @Test
  void whatIsDoneCountsNotAndWhatRunsKeepsItsSlot() {
    boolean[] part = {false, true, true, true};
    boolean[] running = {false, true, false, false};
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                diamond(),
                new long[] {0, 7, 5, 1},
                part,
                running,
                new boolean[4],
                new boolean[4],
                new int[4],
                new int[] {1},
                ANY));

    assertThat(forecast.makespan()).isEqualTo(13);
    assertThat(forecast.end()).containsExactly(-1, 7, 12, 13);
  }

  @Test
  void aJobThatNoWorkerCanTakeAndWhatWaitsForItNeverStart() {
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                diamond(),
                new long[] {1, 1, 1, 1},
                all(4),
                new boolean[4],
                new boolean[4],
                new boolean[4],
                new int[] {0, Forecast.NO_KIND, 0, 0},
                new int[] {1},
                ANY));

    assertThat(forecast.start()).containsExactly(0, -1, 1, -1);
    assertThat(forecast.makespan()).isEqualTo(2);
  }

  @Test
  void jobsTakeTheSlotsOfTheWorkersThatMeetThem() {
    // Kind 1 runs only on the second worker; kind 0 on both, the first asked first.
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                graph(4, ""),
                new long[] {10, 10, 11, 11},
                all(4),
                new boolean[4],
                new boolean[4],
                new boolean[4],
                new int[] {0, 0, 1, 1},
                new int[] {1, 1},
                new int[][] {{0, 1}, {1}}));

    assertThat(forecast.start()).containsExactly(0, 10, 0, 11);
  }

  @Test
  void finalizersComeAfterAllElseAlsoWhenAJobCannotRun() {
    boolean[] late = {false, false, true};
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                graph(3, ""),
                new long[] {5, 7, 1},
                all(3),
                new boolean[3],
                late,
                new boolean[3],
                new int[] {0, Forecast.NO_KIND, 0},
                new int[] {2},
                ANY));

    assertThat(forecast.start()).containsExactly(0, -1, 5);
    assertThat(forecast.criticalPath()).containsExactly(0, 2);
    assertThat(forecast.slack()).containsExactly(0, -1, 0);
  }

  @Test
  void joinsTakeNoSlotAndNoTime() {
    boolean[] join = {false, false, true, false};
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                graph(4, "0-2 1-2 2-3"),
                new long[] {5, 7, 0, 1},
                all(4),
                new boolean[4],
                new boolean[4],
                join,
                new int[] {0, 0, Forecast.NO_KIND, 0},
                new int[] {2},
                ANY));

    assertThat(forecast.makespan()).isEqualTo(8);
    assertThat(forecast.criticalPath()).containsExactly(1, 3);
  }

  @Test
  void nothingLeftTakesNoTime() {
    Forecast forecast =
        Forecast.of(
            new Forecast.Play(
                diamond(),
                new long[4],
                new boolean[4],
                new boolean[4],
                new boolean[4],
                new boolean[4],
                new int[4],
                new int[] {1},
                ANY));

    assertThat(forecast.makespan()).isZero();
    assertThat(forecast.criticalPath()).isEmpty();
  }

  @Test
  void inAnyGraphNoJobStartsTooEarlyNoSlotHasTwoAndTheBoundsHold() {
    for (int seed = 0; seed < 300; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      int jobs = 1 + random.nextInt(40);
      int slots = 1 + random.nextInt(4);
      StringBuilder edges = new StringBuilder();
      long[] left = new long[jobs];
      for (int job = 0; job < jobs; job++) {
        left[job] = random.nextLong(1, 21);
        for (int before = 0; before < job; before++) {
          if (random.nextInt(jobs) < 3) {
            edges.append(before).append('-').append(job).append(' ');
          }
        }
      }
      JobGraph graph = graph(jobs, edges.toString().strip());
      Forecast forecast = play(graph, left, slots);

      long work = 0;
      long longest = 0;
      Map<Long, Integer> changes = new HashMap<>();
      for (int job = 0; job < jobs; job++) {
        work += left[job];
        longest = Math.max(longest, croft.core.graph.Ranks.longestPaths(graph, left)[job]);
        assertThat(forecast.end()[job]).isEqualTo(forecast.start()[job] + left[job]);
        for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
          assertThat(forecast.start()[graph.target(edge)])
              .isGreaterThanOrEqualTo(forecast.end()[job]);
        }
        changes.merge(forecast.start()[job], 1, Integer::sum);
        changes.merge(forecast.end()[job], -1, Integer::sum);
      }
      int busy = 0;
      for (long at : changes.keySet().stream().sorted().toList()) {
        busy += changes.getOrDefault(at, 0);
        assertThat(busy).as("seed %d at %d", seed, at).isLessThanOrEqualTo(slots);
      }
      assertThat(forecast.makespan()).isGreaterThanOrEqualTo(Math.max(longest, work / slots));
      // Graham's bound for any list order.
      assertThat(forecast.makespan()).isLessThanOrEqualTo(work / slots + longest + 1);
    }
  }
}
