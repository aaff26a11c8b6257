package croft.bench.makespan;

import croft.core.graph.Ranks;
import croft.core.plan.PlannedRanks;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One workflow on one number of slots; times in milliseconds.
 *
 * @param jobs how many
 * @param bound the longer of critical path and work divided by slots
 * @param fifo ready jobs as they come
 * @param hops the longest path by the number of jobs on it: nothing is known of their run times
 * @param paths the longest path by the true run times
 * @param planned planned for the slots by the true run times
 * @param learntPaths the longest path by learnt run times; geometric mean over the seeds
 * @param learntPlanned planned for the slots by learnt run times; geometric mean over the seeds
 */
record Measured(
    String workflow,
    int jobs,
    int slots,
    double bound,
    double fifo,
    double hops,
    double paths,
    double planned,
    double learntPaths,
    double learntPlanned) {
  /** How much a learnt run time may be off. */
  static final double NOISE = 0.3;

  /** Earlier runs to learn from, one at a time. */
  static final int SEEDS = 10;

  static Measured of(Workflow workflow, int slots) {
    long[] one = new long[workflow.graph().size()];
    Arrays.fill(one, 1);
    double[] learntPaths = new double[SEEDS];
    double[] learntPlanned = new double[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      long[] learnt = workflow.learntMs(NOISE, seed);
      learntPaths[seed] = byPaths(workflow, learnt, slots);
      learntPlanned[seed] = planned(workflow, learnt, slots);
    }
    return new Measured(
        workflow.name(),
        workflow.graph().size(),
        slots,
        workflow.boundMs(slots),
        Simulation.firstInFirstOut(workflow, slots),
        byPaths(workflow, one, slots),
        byPaths(workflow, workflow.runtimeMs(), slots),
        planned(workflow, workflow.runtimeMs(), slots),
        geometricMean(learntPaths),
        geometricMean(learntPlanned));
  }

  private static double byPaths(Workflow workflow, long[] expected, int slots) {
    return Simulation.byRank(workflow, Ranks.longestPaths(workflow.graph(), expected), slots);
  }

  private static double planned(Workflow workflow, long[] expected, int slots) {
    return Simulation.byRank(workflow, PlannedRanks.of(workflow.graph(), expected, slots), slots);
  }

  /** Whether an order can matter at all: first in, first out is more than 0.1 % above the bound. */
  boolean isContested() {
    return fifo > bound * 1.001;
  }

  static double mean(List<Measured> all, ToDoubleFunction<Measured> ratio) {
    return geometricMean(all.stream().mapToDouble(ratio).toArray());
  }

  private static double geometricMean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += Math.log(value);
    }
    return values.length == 0 ? 1 : Math.exp(sum / values.length);
  }

  Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", "makespan");
    line.put("workflow", workflow);
    line.put("jobs", jobs);
    line.put("slots", slots);
    line.put("boundMs", Math.round(bound));
    line.put("fifo", ratio(fifo / bound));
    line.put("hops", ratio(hops / bound));
    line.put("paths", ratio(paths / bound));
    line.put("planned", ratio(planned / bound));
    line.put("learntPaths", ratio(learntPaths / bound));
    line.put("learntPlanned", ratio(learntPlanned / bound));
    return line;
  }

  static double ratio(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
