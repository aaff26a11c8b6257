package croft.server.reuse;

import croft.core.graph.GraphRun;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.server.blob.BlobId;
import croft.server.blob.Blobs;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Changes;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import croft.store.reuse.Reuse;
import croft.store.sql.Ints;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;

/**
 * Looks, for each ready job that opts in, for an equal one that succeeded, and has the job take its
 * result; if there is none, lets workers have the job. Until it has looked, no worker is given the
 * job: other jobs know nothing of it. What it knows is in the database, so it may run on every
 * server at once: each graph is looked at under its lock.
 */
public final class ReuseKeeper {
  private static final Logger log = LoggerFactory.getLogger(ReuseKeeper.class);

  /** Jobs that are looked up under one graph's lock: about 100 ms. */
  static final int BATCH_MAX = 50;

  /** Attempts that are compared for a job; equal keys of different attempts are rare. */
  private static final int CANDIDATES_MAX = 5;

  private static final String FARM = "farm";

  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final Blobs blobs;

  /** At which event each graph had no such job: a hint, so that it is not read again. */
  private final Map<Long, Long> inLineAt = new HashMap<>();

  public ReuseKeeper(
      Database database, Images images, Changes changes, FarmDispatch dispatch, Blobs blobs) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
    this.blobs = blobs;
  }

  /** One pass, by one thread at a time. Returns whether there may be more at once. */
  public synchronized boolean runOnce() throws SQLException {
    Map<Long, Long> graphs;
    try (Connection connection = database.connection()) {
      graphs = Reuse.graphs(connection);
    }
    inLineAt.keySet().retainAll(graphs.keySet());
    boolean more = false;
    for (Map.Entry<Long, Long> graph : graphs.entrySet()) {
      if (graph.getValue().equals(inLineAt.get(graph.getKey()))) {
        continue;
      }
      int[] pending;
      try (Connection connection = database.connection()) {
        pending = Reuse.pending(connection, graph.getKey(), BATCH_MAX);
      }
      if (pending.length == 0) {
        inLineAt.put(graph.getKey(), graph.getValue());
      } else {
        visit(graph.getKey(), pending);
        more = true;
      }
    }
    return more;
  }

  private void visit(long graph, int[] pending) throws SQLException {
    long seq =
        database.transaction(
            connection -> {
              GraphTransaction transaction =
                  GraphTransaction.begin(connection, graph, images.cached(graph));
              Reuse.Graph all = Reuse.graph(connection, graph);
              return transaction == null || all == null
                  ? 0L
                  : lookUp(connection, transaction, graph, all, pending);
            });
    if (seq > 0) {
      changes.committed(graph, seq);
    }
    dispatch.graphChanged(graph);
  }

  private record Found(int job, Reuse.Candidate from) {}

  private long lookUp(
      Connection connection,
      GraphTransaction transaction,
      long graph,
      Reuse.Graph all,
      int[] pending)
      throws SQLException {
    GraphRun run = transaction.run();
    Ints missed = new Ints();
    List<Found> found = new ArrayList<>();
    Map<Integer, Reuse.Job> jobs = Reuse.jobs(connection, graph, pending);
    Map<String, String> parameters = Json.readResponse(all.parameters(), VALUES);
    for (int number : pending) {
      Reuse.Job job = jobs.get(number);
      if (job == null || !run.isToBeLookedUp(number)) {
        // Someone changed it since: it comes again, if it is to.
        continue;
      }
      byte[] key =
          ReuseKey.of(job.key(), job.digest(), parameters, dispatch.inputs(graph, number, 0));
      Reuse.Candidate from =
          all.refuses() ? null : find(connection, graph, number, all.project(), key);
      if (from == null) {
        Reuse.keep(connection, graph, number, all.project(), key);
        missed.add(number);
      } else {
        found.add(new Found(number, from));
      }
    }
    Reuse.lookedUp(connection, graph, missed.toArray());
    List<Map<String, Object>> data = new ArrayList<>();
    run.together();
    for (Found each : found) {
      Map<String, Object> from = from(each.from);
      transaction.reuse(
          each.job,
          each.from.graph(),
          each.from.job(),
          each.from.attempt(),
          "reused from graph %d, job %s, attempt %d"
              .formatted(each.from.graph(), each.from.key(), each.from.attempt()),
          Json.text(Map.of("reusedFrom", from)));
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("job", each.job);
      told.put("from", from);
      data.add(told);
    }
    run.settleTogether();
    return found.isEmpty()
        ? 0L
        : transaction.save("reuse", Json.text(Map.of("author", FARM, "reused", data)));
  }

  private static Map<String, Object> from(Reuse.Candidate attempt) {
    Map<String, Object> from = new LinkedHashMap<>();
    from.put("graph", attempt.graph());
    from.put("job", attempt.job());
    from.put("key", attempt.key());
    from.put("attempt", attempt.attempt());
    return from;
  }

  /** An attempt that ran the same with the same, and all of whose files are still there. */
  private Reuse.@Nullable Candidate find(
      Connection connection, long graph, int job, int project, byte[] key) throws SQLException {
    for (Reuse.Candidate candidate :
        Reuse.candidates(connection, project, key, graph, job, CANDIDATES_MAX)) {
      byte[] ran =
          ReuseKey.of(
              candidate.key(),
              candidate.digest(),
              Json.readResponse(candidate.parameters(), VALUES),
              dispatch.inputs(candidate.graph(), candidate.job(), candidate.attempt()));
      if (Arrays.equals(ran, key) && areThere(Reuse.contents(connection, candidate))) {
        return candidate;
      }
    }
    return null;
  }

  private boolean areThere(List<String> contents) {
    try {
      for (String hex : contents) {
        if (!blobs.has(BlobId.artifact(Digest.ofHex(hex)))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      log.warn("files of an earlier result could not be looked for: {}", e.getMessage());
      return false;
    }
  }
}
