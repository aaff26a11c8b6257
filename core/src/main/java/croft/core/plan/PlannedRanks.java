package croft.core.plan;

import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import java.util.SplittableRandom;

/**
 * Ranks for a known number of slots. The longest remaining path does not know how many jobs can run
 * at once, so it starts long jobs badly packed: on eight slots, twenty independent jobs of much the
 * same length can take 10 % longer than they must. Here the remaining graph is played through in
 * several orders, and the best of them becomes the ranks.
 *
 * <p>Tried are the longest paths, the order of the numbers, both scheduled backwards and forwards
 * again until that gains nothing (Li and Willis, "An iterative scheduling technique for
 * resource-constrained project scheduling", 1992), and then random changes of the best order that
 * are kept when they do not lengthen it. It is repeatable: the changes come from a fixed seed. The
 * cost is bounded by {@link #PLACEMENTS_MAX}, about a quarter of a second.
 */
public final class PlannedRanks {
  /** Jobs put on a slot, over all trials; edges that they release are counted, too. */
  static final long PLACEMENTS_MAX = 6_000_000;

  private static final int TURNS_MAX = 20;

  /** Nobody would notice a gain of less than a thousandth. */
  private static final double NEAR = 1.001;

  private static final int CHANGES_MAX = 3;

  private final JobGraph graph;
  private final long[] duration;
  private final Trial forwards;
  private final double enough;
  private final long[] paths;
  private long best = Long.MAX_VALUE;

  /** What is smaller goes first; {@link Trial} breaks ties by number. */
  private double[] bestOrder;

  private PlannedRanks(JobGraph graph, long[] duration, int slots) {
    this.graph = graph;
    this.duration = duration;
    this.forwards = Trial.forwards(graph, duration, slots);
    this.paths = Ranks.longestPaths(graph, duration);
    this.bestOrder = new double[graph.size()];
    this.enough = NEAR * bound(paths, duration, slots);
  }

  /**
   * The time from each job's start in the best schedule found to that schedule's end: never less
   * than the longest remaining path, in the same unit, and so to be compared with the ranks of
   * other graphs. Claimed in this order on so many slots, the graph takes as long as planned if its
   * jobs take as long as expected.
   *
   * @param duration what each job is expected to take; joins count as nothing; not negative
   * @param slots jobs that can run at once; at least 1
   */
  public static long[] of(JobGraph graph, long[] duration, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, was " + slots);
    }
    return new PlannedRanks(graph, duration, slots).search(slots);
  }

  /**
   * No schedule is shorter: the longest path, or all work spread evenly.
   *
   * @param slots at least 1
   */
  public static double bound(long[] longestPaths, long[] duration, int slots) {
    double path = 0;
    double work = 0;
    for (int job = 0; job < duration.length; job++) {
      path = Math.max(path, (double) longestPaths[job]);
      work += duration[job];
    }
    return Math.max(path, work / slots);
  }

  private long[] search(int slots) {
    int size = graph.size();
    double[] byPath = new double[size];
    double[] byNumber = new double[size];
    for (int job = 0; job < size; job++) {
      byPath[job] = -paths[job];
      byNumber[job] = job;
    }
    long spent = 0;
    long trialCost = Math.max(1, size + graph.edges());
    attempt(byPath);
    if (best > enough) {
      attempt(byNumber);
      Trial backwards = Trial.backwards(graph, duration, slots);
      for (double[] first : new double[][] {byPath, byNumber}) {
        spent += turns(first, backwards, trialCost, spent);
      }
    }
    changes(trialCost, spent);
    forwards.run(bestOrder);
    long[] rank = new long[size];
    for (int job = 0; job < size; job++) {
      rank[job] = best - forwards.start(job);
    }
    return rank;
  }

  /** Keeps the order unless it is longer. */
  private void attempt(double[] order) {
    long makespan = forwards.run(order);
    if (makespan <= best) {
      best = makespan;
      bestOrder = order;
    }
  }

  /** Backwards, what ended last goes first; forwards again, what then started first. */
  private long turns(double[] first, Trial backwards, long trialCost, long spentBefore) {
    long spent = 0;
    double[] order = first;
    for (int turn = 0; turn < TURNS_MAX && best > enough; turn++) {
      if (spentBefore + spent > PLACEMENTS_MAX / 2) {
        break;
      }
      long makespan = forwards.run(order);
      double[] latest = new double[graph.size()];
      for (int job = 0; job < latest.length; job++) {
        latest[job] = -(forwards.start(job) + duration[job]);
      }
      long reversed = backwards.run(latest);
      double[] next = new double[graph.size()];
      for (int job = 0; job < next.length; job++) {
        next[job] = reversed - (backwards.start(job) + duration[job]);
      }
      attempt(next);
      spent += 3 * trialCost;
      if (forwards.run(next) >= makespan && turn > 0) {
        break;
      }
      order = next;
    }
    return spent;
  }

  /** Changes a few places at a time, and goes on from what is not longer. */
  private void changes(long trialCost, long spentBefore) {
    int size = graph.size();
    SplittableRandom random = new SplittableRandom(size);
    for (long spent = spentBefore;
        spent < PLACEMENTS_MAX && best > enough && size > 1;
        spent += trialCost) {
      double[] order = bestOrder.clone();
      for (int change = random.nextInt(CHANGES_MAX); change >= 0; change--) {
        int one = random.nextInt(size);
        int other = random.nextInt(size);
        if (random.nextBoolean()) {
          double kept = order[one];
          order[one] = order[other];
          order[other] = kept;
        } else {
          order[one] =
              random.nextBoolean() ? Math.nextUp(order[other]) : Math.nextDown(order[other]);
        }
      }
      attempt(order);
    }
  }
}
