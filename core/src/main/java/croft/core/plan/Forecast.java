package croft.core.plan;

import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * A graph's remaining jobs played through in the claim order on the slots that there are, on the
 * assumption that each takes as long as expected and succeeds: list scheduling (Graham 1969). Times
 * count from now, in the unit of the durations.
 *
 * @param start when each job starts; 0 for one that runs, -1 for one that is done or never starts
 * @param end when each job ends; -1 where {@code start} is, and is not 0
 * @param slack by how much each job could end later without the last one ending later, if there
 *     were slots enough; -1 where {@code end} is
 * @param makespan when the last job ends; 0 if nothing is left
 * @param criticalPath jobs of which each waits for the one before, the last of which ends last;
 *     from each job it goes to the one that it waits for the longest
 */
public record Forecast(long[] start, long[] end, long[] slack, long makespan, int[] criticalPath) {

  /** A job that no slot can take, and whatever waits for one, never starts. */
  public static final int NO_KIND = -1;

  /**
   * What a play starts from. Arrays have an element for each job of the graph.
   *
   * @param left what each job still takes; 0 for joins
   * @param part whether each job is still to be done, or is running
   * @param running whether it has a slot already
   * @param late whether it waits for all that is not late, as finalizers do
   * @param kind which kind of job it is; joins, which take no slot, have any
   * @param slots of each kind of worker
   * @param meets for each kind of job, the kinds of worker that can take it, the one to be asked
   *     first first
   */
  public record Play(
      JobGraph graph,
      long[] left,
      boolean[] part,
      boolean[] running,
      boolean[] late,
      boolean[] join,
      int[] kind,
      int[] slots,
      int[][] meets) {}

  private record Ending(long at, int job, int worker) {}

  /** Plays it through. */
  public static Forecast of(Play play) {
    return new Run(play).run();
  }

  /** Not safe for use by several threads. */
  private static final class Run {
    private final Play play;
    private final JobGraph graph;
    private final long[] rank;
    private final int[] waitsFor;
    private final long[] start;
    private final long[] end;
    private final int[] free;
    private final List<TreeSet<Integer>> ready = new ArrayList<>();
    private final PriorityQueue<Ending> endings =
        new PriorityQueue<>(Comparator.comparingLong(Ending::at).thenComparingInt(Ending::job));
    private final List<Integer> late = new ArrayList<>();
    private int early;
    private long now;

    Run(Play play) {
      this.play = play;
      this.graph = play.graph;
      this.rank = Ranks.longestPaths(graph, play.left);
      this.waitsFor = new int[graph.size()];
      this.start = new long[graph.size()];
      this.end = new long[graph.size()];
      this.free = play.slots.clone();
      Arrays.fill(start, -1);
      Arrays.fill(end, -1);
      Comparator<Integer> order =
          Comparator.<Integer>comparingLong(job -> -rank[job]).thenComparingInt(job -> job);
      for (int kind = 0; kind < play.meets.length; kind++) {
        ready.add(new TreeSet<>(order));
      }
    }

    Forecast run() {
      begin();
      while (true) {
        fill();
        if (endings.isEmpty()) {
          if (late.isEmpty()) {
            break;
          }
          releaseLate();
          continue;
        }
        Ending next = endings.remove();
        now = Math.max(now, next.at);
        if (next.worker >= 0) {
          free[next.worker]++;
        }
        settle(next.job);
      }
      return new Forecast(start, end, slack(), now, criticalPath());
    }

    private void begin() {
      for (int job = 0; job < graph.size(); job++) {
        early += play.part[job] && !play.late[job] ? 1 : 0;
        for (int edge = graph.firstEdge(job);
            play.part[job] && edge < graph.lastEdge(job);
            edge++) {
          waitsFor[graph.target(edge)]++;
        }
      }
      for (int job = 0; job < graph.size(); job++) {
        if (play.part[job] && play.running[job]) {
          start[job] = 0;
          end[job] = play.left[job];
          endings.add(new Ending(end[job], job, take(job)));
        }
      }
      for (int job = 0; job < graph.size(); job++) {
        if (play.part[job] && !play.running[job] && waitsFor[job] == 0) {
          open(job);
        }
      }
    }

    /** A job that runs has its slot, even if more run than there are slots. */
    private int take(int job) {
      int kind = play.kind[job];
      if (kind == NO_KIND) {
        return -1;
      }
      for (int worker : play.meets[kind]) {
        if (free[worker] > 0) {
          free[worker]--;
          return worker;
        }
      }
      return -1;
    }

    private void open(int job) {
      if (play.late[job] && early > 0) {
        late.add(job);
      } else if (play.join[job]) {
        start[job] = now;
        end[job] = now;
        settle(job);
      } else if (play.kind[job] != NO_KIND) {
        ready.get(play.kind[job]).add(job);
      }
    }

    private void settle(int job) {
      if (!play.late[job]) {
        early--;
      }
      // Joins settle at once, and one may follow another: not by recursion, which has a limit.
      List<Integer> opened = new ArrayList<>();
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        int to = graph.target(edge);
        if (play.part[to] && --waitsFor[to] == 0 && !play.running[to]) {
          opened.add(to);
        }
      }
      for (int to : opened) {
        if (play.join[to] && !(play.late[to] && early > 0)) {
          start[to] = now;
          end[to] = now;
          endings.add(new Ending(now, to, -1));
        } else {
          open(to);
        }
      }
      if (early == 0 && !late.isEmpty()) {
        releaseLate();
      }
    }

    /** All else is done, or will never be. */
    private void releaseLate() {
      early = 0;
      List<Integer> waiting = new ArrayList<>(late);
      late.clear();
      waiting.forEach(this::open);
    }

    private void fill() {
      while (true) {
        int best = -1;
        int worker = -1;
        for (int kind = 0; kind < ready.size(); kind++) {
          TreeSet<Integer> jobs = ready.get(kind);
          int free = jobs.isEmpty() ? -1 : freeFor(kind);
          if (free >= 0 && (best < 0 || rank[jobs.first()] > rank[best])) {
            best = jobs.first();
            worker = free;
          }
        }
        if (best < 0) {
          return;
        }
        ready.get(play.kind[best]).remove(best);
        free[worker]--;
        start[best] = now;
        end[best] = now + play.left[best];
        endings.add(new Ending(end[best], best, worker));
      }
    }

    private int freeFor(int kind) {
      for (int worker : play.meets[kind]) {
        if (free[worker] > 0) {
          return worker;
        }
      }
      return -1;
    }

    private long[] slack() {
      // What is late starts when all else has ended: that is the end that counts for the others.
      int last = lastOf(false);
      long earlyEnd = last < 0 ? 0 : end[last];
      long[] slack = new long[graph.size()];
      for (int job = 0; job < slack.length; job++) {
        long until = play.late[job] ? now : earlyEnd;
        slack[job] = end[job] < 0 ? -1 : Math.max(0, until - (start[job] + rank[job]));
      }
      return slack;
    }

    /** The job that ends last of those that are late, or are not; -1 if none of them ends. */
    private int lastOf(boolean late) {
      int last = -1;
      for (int job = 0; job < graph.size(); job++) {
        if (end[job] >= 0 && play.late[job] == late && (last < 0 || end[job] > end[last])) {
          last = job;
        }
      }
      return last;
    }

    private int[] criticalPath() {
      int lastLate = lastOf(true);
      int at = lastLate >= 0 ? lastLate : lastOf(false);
      JobGraph.Incoming incoming = graph.incoming();
      List<Integer> path = new ArrayList<>();
      while (at >= 0) {
        if (!play.join[at]) {
          path.add(at);
        }
        int before = -1;
        for (int slot = incoming.first(at); slot < incoming.last(at); slot++) {
          int source = incoming.source(slot);
          if (end[source] >= 0 && (before < 0 || end[source] > end[before])) {
            before = source;
          }
        }
        at = before < 0 && play.late[at] ? lastOf(false) : before;
      }
      return path.reversed().stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
