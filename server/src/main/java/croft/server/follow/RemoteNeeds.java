package croft.server.follow;

import croft.core.graph.EdgeValue;
import croft.core.graph.GraphRun;
import croft.protocol.json.Json;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Changes;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import croft.store.graph.RemoteNeed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells graphs what the jobs of other graphs that they wait for are worth. What it knows is in the
 * database, so it may run on every server at once: the other job is read under the lock of the
 * graph that waits, and what happens to it after that gives the other graph a new event, so that it
 * is looked at again. A commit never waits for two graphs' locks.
 */
public final class RemoteNeeds {
  /** Graphs in one pass. */
  private static final int BATCH_MAX = 200;

  private static final String FARM = "farm";

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;

  /** As of when each pair was in line: a hint, so that graphs at rest are not read again. */
  private final Map<Pair, Seen> inLine = new HashMap<>();

  /** Graphs that others wait for, as of the last pass. */
  private volatile Set<Long> watched = Set.of();

  private record Pair(long graph, long other) {}

  private record Seen(int version, long seq) {}

  public RemoteNeeds(Database database, Images images, Changes changes, FarmDispatch dispatch) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
  }

  /** Whether a commit to this graph, even a plain one, is worth a pass. */
  public boolean concerns(long graph) {
    return watched.contains(graph);
  }

  /** One pass, by one thread at a time. Returns whether there may be more at once. */
  public synchronized boolean runOnce() throws SQLException {
    List<RemoteNeed.Watch> watches;
    try (Connection connection = database.connection()) {
      watches = RemoteNeed.watches(connection);
    }
    Map<Pair, Seen> now = new HashMap<>();
    Set<Long> visits = new LinkedHashSet<>();
    for (RemoteNeed.Watch watch : watches) {
      Pair pair = new Pair(watch.graph(), watch.other());
      Seen seen = new Seen(watch.version(), watch.seq());
      now.put(pair, seen);
      if (!seen.equals(inLine.get(pair)) && visits.size() < BATCH_MAX) {
        visits.add(watch.graph());
      }
    }
    inLine.keySet().retainAll(now.keySet());
    watched = now.keySet().stream().map(Pair::other).collect(Collectors.toUnmodifiableSet());
    boolean changed = false;
    for (long graph : visits) {
      changed |= visit(graph);
      // After the visit: if that fails it is tried again.
      now.forEach(
          (pair, seen) -> {
            if (pair.graph == graph) {
              inLine.put(pair, seen);
            }
          });
    }
    return changed || visits.size() == BATCH_MAX;
  }

  /** Brings a graph in line; returns whether something changed. */
  private boolean visit(long graph) throws SQLException {
    long seq =
        database.transaction(
            connection -> {
              GraphTransaction transaction =
                  GraphTransaction.begin(connection, graph, images.cached(graph));
              if (transaction == null) {
                return 0L;
              }
              GraphRun run = transaction.run();
              run.together();
              Map<Integer, EdgeValue> values = RemoteNeed.values(connection, graph);
              values.forEach(run::remote);
              run.settleTogether();
              return run.changes().size() == 0
                  ? 0L
                  : transaction.save("remote", Json.text(Map.of("author", FARM)));
            });
    if (seq > 0) {
      changes.committed(graph, seq);
      dispatch.graphChanged(graph);
    }
    return seq > 0;
  }
}
