package croft.server.decide;

import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.JobKind;
import croft.protocol.json.Json;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Changes;
import croft.store.database.Database;
import croft.store.decide.DecisionRow;
import croft.store.decide.DecisionTable;
import croft.store.decide.DecisionTable.Body;
import croft.store.decide.DecisionWork;
import croft.store.decide.Latches;
import croft.store.graph.GraphTransaction;
import croft.store.sql.Ints;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does the jobs that take no worker: asks for decisions, sends messages, ends timers, follows
 * latches and graphs inside graphs. What it knows is in the database; safe to run on every server
 * at once, since each graph is looked at under its lock.
 */
public final class DecisionKeeper {
  /** Graphs in one pass, and jobs that are decided in one transaction. */
  static final int BATCH_MAX = 200;

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final ChildGraphs children;

  /** At which event each graph was in line: a hint, so that a graph at rest is not read again. */
  private final Map<Long, Long> inLineAt = new HashMap<>();

  public DecisionKeeper(
      Database database,
      Images images,
      Changes changes,
      FarmDispatch dispatch,
      ChildGraphs children) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
    this.children = children;
  }

  /** One pass, by one thread at a time. Returns whether there may be more at once. */
  public synchronized boolean runOnce() throws SQLException, InterruptedException {
    Set<Long> visits;
    try (Connection connection = database.connection()) {
      visits = new LinkedHashSet<>(DecisionWork.due(connection, BATCH_MAX));
      Map<Long, Long> graphs = DecisionWork.graphs(connection);
      inLineAt.keySet().retainAll(graphs.keySet());
      for (Map.Entry<Long, Long> graph : graphs.entrySet()) {
        if (visits.size() >= BATCH_MAX) {
          break;
        }
        if (!graph.getValue().equals(inLineAt.get(graph.getKey()))) {
          if (DecisionWork.differs(connection, graph.getKey())) {
            visits.add(graph.getKey());
          } else {
            inLineAt.put(graph.getKey(), graph.getValue());
          }
        }
      }
    }
    boolean more = false;
    for (long graph : visits) {
      more |= visit(graph);
    }
    more |= children.runOnce();
    return more || visits.size() >= BATCH_MAX;
  }

  /** Brings a graph in line and decides what is due; returns whether something was decided. */
  private boolean visit(long graph) throws SQLException {
    long seq =
        database.transaction(
            connection -> {
              GraphTransaction transaction =
                  GraphTransaction.begin(connection, graph, images.cached(graph));
              if (transaction == null || transaction.state() == GraphState.DRAFT) {
                return 0L;
              }
              return new Visit(connection, graph, transaction).run();
            });
    if (seq > 0) {
      changes.committed(graph, seq);
      dispatch.graphChanged(graph);
    }
    return seq > 0;
  }

  /** What becomes of a job, and why. */
  private record Due(DecisionRow row, JobState becomes, String verdict, @Nullable String comment) {}

  private static final class Visit {
    private final Connection connection;
    private final long graph;
    private final GraphTransaction transaction;

    Visit(Connection connection, long graph, GraphTransaction transaction) {
      this.connection = connection;
      this.graph = graph;
      this.transaction = transaction;
    }

    /** The number of the last event; 0 if nothing was decided. */
    long run() throws SQLException {
      OpenDecisions open = OpenDecisions.inLine(connection, graph, transaction);
      Instant now = DecisionTable.now(connection);
      List<Due> due = new ArrayList<>();
      List<DecisionRow> messages = new ArrayList<>();
      GraphRun run = transaction.run();
      for (DecisionRow row : open.rows()) {
        if (due.size() + messages.size() == BATCH_MAX) {
          break;
        }
        if (JobFlags.has(run.flags(row.job()), JobFlags.HOLD)) {
          continue;
        }
        if (row.kind().equals("notify")) {
          if (!transaction.paused()) {
            messages.add(row);
          }
        } else {
          Due decided = decided(row, now);
          if (decided != null) {
            due.add(decided);
          }
        }
      }
      Ints jobs = new Ints();
      messages.forEach(row -> jobs.add(row.job()));
      due.forEach(decided -> jobs.add(decided.row.job()));
      Map<Integer, Body> bodies = DecisionTable.bodies(connection, graph, jobs);
      long seq = 0;
      for (DecisionRow row : messages) {
        open.decide(row, JobState.SUCCEEDED, "succeeded", OpenDecisions.FARM, null);
        // Each has an event of its own, which is the message.
        seq = transaction.save("notify", message(row, bodies.get(row.job())));
      }
      List<Map<String, Object>> told = new ArrayList<>();
      for (Due decided : due) {
        DecisionRow row = decided.row;
        if (open.decide(
            row, decided.becomes, decided.verdict, OpenDecisions.FARM, decided.comment)) {
          told.add(told(decided, bodies.get(row.job())));
        }
      }
      if (!told.isEmpty()) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("author", OpenDecisions.FARM);
        data.put("decisions", told);
        seq = transaction.save("decided", Json.text(data));
      }
      if (seq == 0 && open.isChanged()) {
        // Whoever follows what waits for decisions hears of it: the job was held a moment before.
        seq = transaction.save("asked", Json.text(Map.of("author", OpenDecisions.FARM)));
      }
      return seq;
    }

    private static Map<String, Object> told(Due decided, @Nullable Body body) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("job", decided.row.job());
      if (body != null) {
        one.put("key", body.key());
      }
      one.put("verdict", decided.verdict);
      if (decided.comment != null) {
        one.put("reason", decided.comment);
      }
      return one;
    }

    private static String message(DecisionRow row, @Nullable Body body) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("job", row.job());
      if (body != null) {
        data.put("key", body.key());
        if (Definition.fromJson(body.body()).kind() instanceof JobKind.Notify(_, String topic)
            && topic != null) {
          data.put("topic", topic);
        }
      }
      data.put("message", row.message());
      return Json.text(data);
    }

    /** What the farm decides now; null if it goes on waiting. */
    private @Nullable Due decided(DecisionRow row, Instant now) throws SQLException {
      Long child = row.child();
      if (child != null) {
        return ended(row, child);
      }
      String latch = row.latch();
      if (latch != null) {
        Latches.Latch set = Latches.read(connection, row.project(), latch);
        if (set == null || set.open()) {
          return new Due(row, JobState.SUCCEEDED, "continued", "the latch " + latch + " is open");
        }
      }
      Instant dueAt = row.dueAt();
      if (dueAt == null || now.isBefore(dueAt)) {
        return null;
      }
      String timeout = row.onTimeout();
      if (timeout == null) {
        return new Due(row, JobState.SUCCEEDED, "succeeded", null);
      }
      String why = "nobody decided until " + dueAt;
      return switch (timeout) {
        case "skip" -> new Due(row, JobState.SKIPPED, "skipped", why);
        case "continue" -> new Due(row, JobState.SUCCEEDED, "continued", why);
        default -> new Due(row, JobState.FAILED, "failed", why);
      };
    }

    private @Nullable Due ended(DecisionRow row, long child) throws SQLException {
      String state = DecisionWork.state(connection, child);
      if (state == null) {
        return new Due(row, JobState.FAILED, "failed", "its graph " + child + " is gone");
      }
      GraphState ended = GraphState.of(state);
      if (!ended.isOver()) {
        return null;
      }
      return ended == GraphState.SUCCEEDED
          ? new Due(row, JobState.SUCCEEDED, "succeeded", "graph " + child + " succeeded")
          : new Due(
              row,
              JobState.FAILED,
              "failed",
              ended == GraphState.CANCELLED
                  ? "graph " + child + " was cancelled"
                  : "graph " + child + " failed");
    }
  }
}
