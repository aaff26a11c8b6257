package croft.server.edit;

import croft.core.graph.JobGraph;
import croft.store.graph.EdgeBlocks;
import croft.store.graph.RemoteNeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether jobs of several graphs would wait for each other: found by following all that waits for
 * what an edited graph's dependency on another graph lets go. Only an edit can make that, as a new
 * graph is waited for by none. Not safe for use by several threads.
 */
final class RemoteCycle {
  /** Graphs that are followed; a chain of more is let pass. */
  private static final int GRAPHS_MAX = 100;

  private final Connection connection;
  private final long graph;
  private final JobGraph edited;
  private final Map<Long, JobGraph> edges = new HashMap<>();
  private final Map<Long, List<RemoteNeed.Waiter>> waiters = new HashMap<>();

  private RemoteCycle(Connection connection, long graph, JobGraph edited) {
    this.connection = connection;
    this.graph = graph;
    this.edited = edited;
  }

  /**
   * A dependency that would wait for itself; null if there is none.
   *
   * @param edited the graph as it will be
   * @param needs all of its dependencies on other graphs
   */
  static @Nullable RemoteNeed find(
      Connection connection, long graph, JobGraph edited, Collection<RemoteNeed> needs)
      throws SQLException {
    if (needs.isEmpty() || RemoteNeed.waiters(connection, graph).isEmpty()) {
      return null;
    }
    RemoteNeed.lock(connection);
    RemoteCycle search = new RemoteCycle(connection, graph, edited);
    for (RemoteNeed need : needs) {
      if (search.waitsForItself(need)) {
        return need;
      }
    }
    return null;
  }

  private record Reached(long graph, int job) {}

  private boolean waitsForItself(RemoteNeed need) throws SQLException {
    int goal = need.otherJob(connection);
    Map<Long, BitSet> seen = new HashMap<>();
    ArrayDeque<Reached> open = new ArrayDeque<>();
    open.add(new Reached(graph, need.job()));
    while (!open.isEmpty()) {
      Reached at = open.remove();
      if (at.graph == need.graph() && at.job == goal) {
        return true;
      }
      BitSet jobs = seen.computeIfAbsent(at.graph, _ -> new BitSet());
      if (jobs.get(at.job) || seen.size() > GRAPHS_MAX) {
        continue;
      }
      jobs.set(at.job);
      JobGraph of = edges(at.graph);
      for (int edge = of.firstEdge(at.job); edge < of.lastEdge(at.job); edge++) {
        open.add(new Reached(at.graph, of.target(edge)));
      }
      for (RemoteNeed.Waiter waiter : waiters(at.graph)) {
        if (waiter.job() == at.job) {
          open.add(new Reached(waiter.graph(), waiter.join()));
        }
      }
    }
    return false;
  }

  private JobGraph edges(long of) throws SQLException {
    if (of == graph) {
      return edited;
    }
    JobGraph known = edges.get(of);
    if (known == null) {
      known = EdgeBlocks.read(connection, of);
      edges.put(of, known);
    }
    return known;
  }

  private List<RemoteNeed.Waiter> waiters(long of) throws SQLException {
    List<RemoteNeed.Waiter> known = waiters.get(of);
    if (known == null) {
      known = RemoteNeed.waiters(connection, of);
      waiters.put(of, known);
    }
    return known;
  }
}
