package croft.server.dispatch;

import croft.core.schedule.Claimable;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.schedule.ReadyJobs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the ready cache from the rows: after a start, after a command, and whenever the two differ
 * while nothing happens. The poll is the truth; hints only make it quick.
 */
final class Refill {
  private static final Logger log = LoggerFactory.getLogger(Refill.class);

  private final Database database;
  private final Images images;
  private final ReadyCache ready;
  private final RequirementClasses classes;
  private final Runnable signal;

  /** The event number of each graph at the last pass. */
  private final Map<Long, Long> seen = new HashMap<>();

  /** Graphs of which the cache had jobs at the last pass, and the rows none. */
  private Set<Long> surplus = new HashSet<>();

  private final Map<Long, Boolean> hinted = new ConcurrentHashMap<>();

  Refill(
      Database database,
      Images images,
      ReadyCache ready,
      RequirementClasses classes,
      Runnable signal) {
    this.database = database;
    this.images = images;
    this.ready = ready;
    this.classes = classes;
    this.signal = signal;
  }

  /**
   * One pass over the graphs that have ready jobs. A graph is read if the cache has nothing of it,
   * or if it differs and the graph has not changed since the last pass: under load the two always
   * differ by what is in flight. What the cache has too much goes: where no worker asks this server
   * for such jobs, another one has given them, and here nobody would ever notice. Safe to run on
   * every server at once. One caller at a time.
   */
  void runOnce() throws SQLException {
    List<ReadyJobs.ReadyGraph> graphs;
    try (Connection connection = database.connection()) {
      graphs = ReadyJobs.graphs(connection);
    }
    Map<Long, Integer> counts = ready.counts();
    Map<Long, Long> now = new HashMap<>();
    Set<Long> tooMany = new HashSet<>();
    for (ReadyJobs.ReadyGraph graph : graphs) {
      now.put(graph.graph(), graph.seq());
      int cached = counts.getOrDefault(graph.graph(), 0);
      Long before = seen.get(graph.graph());
      boolean quiet = before != null && before == graph.seq();
      if (cached == 0 || (cached < Math.min(graph.ready(), ReadyCache.GRAPH_MAX) && quiet)) {
        read(graph.graph());
      } else if (cached > graph.ready() && quiet) {
        tooMany.add(graph.graph());
      }
    }
    ready.drop(tooMany);
    for (long graph : tooMany) {
      read(graph);
    }
    dropSurplus(counts.keySet(), now.keySet());
    seen.clear();
    seen.putAll(now);
  }

  /** Twice in a row: what became ready during one pass is among the rows at the next. */
  private void dropSurplus(Set<Long> cached, Set<Long> withReady) {
    Set<Long> next = new HashSet<>(cached);
    next.removeAll(withReady);
    surplus.retainAll(next);
    ready.drop(surplus);
    next.removeAll(surplus);
    surplus = next;
  }

  /** Reads one graph soon, on another thread: a command changed it. */
  void graph(long graph) {
    if (hinted.putIfAbsent(graph, true) != null) {
      return;
    }
    Thread.ofVirtual()
        .name("refill-" + graph)
        .start(
            () -> {
              hinted.remove(graph);
              try {
                read(graph);
              } catch (SQLException e) {
                log.warn("ready jobs of graph {} could not be read: {}", graph, e.getMessage());
              }
            });
  }

  /** Reads one graph, now. */
  void read(long graph) throws SQLException {
    GraphImage image = images.get(graph);
    if (image == null) {
      return;
    }
    List<ReadyJobs.ReadyJob> jobs;
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        jobs = ReadyJobs.jobs(connection, graph);
      } finally {
        connection.rollback();
      }
    }
    for (ReadyJobs.ReadyJob job : jobs) {
      if (job.job() >= image.edges().size()) {
        // Edited since it was read.
        image = images.load(graph);
        if (image == null || job.job() >= image.edges().size()) {
          return;
        }
      }
      classes.learn(job.requirementClass());
      Claimable claimable =
          new Claimable(graph, job.job(), image.priority(job.job()), image.rank(job.job()));
      if (job.delayMs() > 0) {
        ready.addLater(
            job.requirementClass(), claimable, System.nanoTime() + job.delayMs() * 1_000_000);
      } else {
        ready.add(job.requirementClass(), claimable);
      }
    }
    signal.run();
  }
}
