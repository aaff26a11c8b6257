package croft.server.stream;

import croft.store.query.GraphQueries;
import croft.store.query.GraphRow;
import croft.store.query.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The graphs of a project that changed lately: for each only its newest state. Safe for use by many
 * threads.
 */
final class ProjectTail {
  /** Changed graphs that are kept; who is further behind reads the project anew. */
  static final int GRAPHS_MAX = 2_000;

  /** Graphs that a client is told of at first, the newest. */
  static final int SNAPSHOT = 100;

  private final Project project;
  private final GraphQueries graphs;
  private final Set<Signal> followers = ConcurrentHashMap.newKeySet();
  private final Set<Long> hinted = ConcurrentHashMap.newKeySet();
  private final Map<Long, Long> running = new HashMap<>();
  private final LinkedHashMap<Long, Change> changes = new LinkedHashMap<>();
  private long newest;
  private long count;
  private long dropped;

  /** One graph's newest state, and when it came, as a number. */
  private record Change(GraphRow graph, long number) {}

  ProjectTail(Project project, GraphQueries graphs) {
    this.project = project;
    this.graphs = graphs;
    List<GraphRow> page = graphs.page(project.id(), ALL, Long.MAX_VALUE, 1);
    this.newest = page.isEmpty() ? 0 : page.getFirst().graph();
    graphs.running(project.id()).forEach(running::put);
  }

  private static final GraphQueries.Filter ALL = GraphQueries.Filter.NONE;

  Project project() {
    return project;
  }

  void follow(Signal follower) {
    followers.add(follower);
  }

  /** Returns whether nobody follows it any more. */
  boolean unfollow(Signal follower) {
    followers.remove(follower);
    return followers.isEmpty();
  }

  /** A graph, perhaps of this project, changed. */
  void hint(long graph) {
    if (hinted.size() < GRAPHS_MAX) {
      hinted.add(graph);
    }
  }

  /** The newest graphs and the position from which {@link #after} goes on. */
  record Snapshot(List<GraphRow> graphs, long position) {}

  Snapshot snapshot() {
    long position = position();
    // Read after the position: what changes meanwhile is sent twice rather than not at all.
    return new Snapshot(graphs.page(project.id(), ALL, Long.MAX_VALUE, SNAPSHOT), position);
  }

  private synchronized long position() {
    return count;
  }

  /** Looks at what was hinted; cheap when nothing was. */
  void runOnce() {
    if (!hinted.isEmpty()) {
      List<Long> ids = new ArrayList<>(hinted);
      ids.forEach(hinted::remove);
      add(graphs.findAll(ids));
    }
  }

  /** Looks at everything: what was missed, what other servers did. Called by one thread. */
  void poll() {
    Map<Long, Long> now = graphs.running(project.id());
    Set<Long> look = new HashSet<>();
    now.forEach(
        (graph, seq) -> {
          if (!seq.equals(running.get(graph))) {
            look.add(graph);
          }
        });
    // Over since the last time.
    running.keySet().stream().filter(graph -> !now.containsKey(graph)).forEach(look::add);
    look.addAll(graphs.newerThan(project.id(), newest, GRAPHS_MAX));
    running.clear();
    running.putAll(now);
    if (!look.isEmpty()) {
      add(graphs.findAll(List.copyOf(look)));
    }
  }

  private void add(List<GraphRow> rows) {
    boolean any = false;
    synchronized (this) {
      for (GraphRow row : rows) {
        Change known = changes.get(row.graph());
        if (!row.project().equals(project.name())
            || (known != null && known.graph.seq() >= row.seq())) {
          continue;
        }
        any = true;
        newest = Math.max(newest, row.graph());
        changes.remove(row.graph());
        changes.put(row.graph(), new Change(row, ++count));
        if (changes.size() > GRAPHS_MAX) {
          Map.Entry<Long, Change> oldest = changes.firstEntry();
          dropped = oldest.getValue().number;
          changes.remove(oldest.getKey());
        }
      }
    }
    if (any) {
      followers.forEach(Signal::raise);
    }
  }

  /**
   * What changed behind a position.
   *
   * @param gap whether something is missing: the client must be told to read the project anew
   */
  record Changed(List<GraphRow> graphs, long position, boolean gap) {}

  synchronized Changed after(long position) {
    List<GraphRow> after =
        changes.values().stream()
            .filter(change -> change.number > position)
            .map(Change::graph)
            .toList();
    return new Changed(after, count, position < dropped);
  }
}
