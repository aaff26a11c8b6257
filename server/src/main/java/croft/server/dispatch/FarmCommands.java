package croft.server.dispatch;

import croft.core.graph.ChangeList;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.GraphCommands;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What people do to graphs and jobs: each in the graph's own transaction. Thread-safe. */
public final class FarmCommands implements GraphCommands {
  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final GoneOutputs goneOutputs;

  public FarmCommands(
      Database database,
      Images images,
      Changes changes,
      FarmDispatch dispatch,
      GoneOutputs goneOutputs) {
    this.goneOutputs = goneOutputs;
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
  }

  /** A command's result with the event that it wrote; 0 if it changed nothing. */
  private record Outcome(Commanded result, long seq) {}

  @Override
  public Commanded command(long graph, Caller caller, Command command) {
    Outcome outcome = Failures.unchecked(() -> run(graph, caller, command));
    if (outcome.seq > 0) {
      changes.committed(graph, outcome.seq);
      dispatch.graphChanged(graph);
    }
    return outcome.result;
  }

  private Outcome run(long graph, Caller caller, Command command) throws SQLException {
    return database.transaction(
        connection -> {
          GraphTransaction transaction =
              GraphTransaction.begin(connection, graph, images.cached(graph));
          if (transaction == null) {
            return new Outcome(new Commanded.Conflict(null, "the graph is gone"), 0);
          }
          Commanded refusal = refusal(transaction.run(), command);
          if (command instanceof Command.Start && transaction.isDraft()) {
            Problem closed =
                ClosedLatch.problem(connection, transaction.project(), transaction.latch());
            refusal = closed == null ? null : new Commanded.Refused(closed);
          }
          if (refusal != null) {
            return new Outcome(refusal, 0);
          }
          boolean changed = apply(transaction, command);
          if (!changed && transaction.run().changes().size() == 0) {
            return new Outcome(new Commanded.Done(Map.of()), 0);
          }
          if (kind(command).equals("rerun")) {
            goneOutputs.runAgain(transaction);
          }
          Map<JobState, Integer> moved = moved(transaction.run());
          long seq = transaction.save(kind(command), data(caller, command));
          return new Outcome(new Commanded.Done(moved), seq);
        });
  }

  /** Why the command is not possible; null if it is. */
  private static @Nullable Commanded refusal(GraphRun run, Command command) {
    Integer job = jobOf(command);
    if (job != null) {
      boolean exists =
          job >= 0 && job < run.graph().size() && !JobFlags.has(run.flags(job), JobFlags.JOIN);
      if (!exists) {
        return new Commanded.NoSuchJob(job);
      }
    }
    return switch (command) {
      case Command.Rerun(int target, _) ->
          switch (run.state(target)) {
            case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> null;
            case INACTIVE -> conflict(target, "it is inactive: activate it instead");
            case BLOCKED, READY, HELD ->
                conflict(target, "it is " + run.state(target).text() + ": it will run anyway");
            case RUNNING -> conflict(target, "it is running: cancel it first, or wait for its end");
          };
      case Command.Hold(int target, _) ->
          switch (run.state(target)) {
            case INACTIVE, BLOCKED, READY, HELD, SKIPPED -> null;
            case RUNNING -> conflict(target, "it is running: it can be cancelled, not held");
            case SUCCEEDED, FAILED, CANCELLED ->
                conflict(
                    target,
                    "it is " + run.state(target).text() + ": only a job that waits can be held");
          };
      case Command.Release(int target) ->
          switch (run.state(target)) {
            case INACTIVE, BLOCKED, READY, HELD, SKIPPED -> null;
            case RUNNING, SUCCEEDED, FAILED, CANCELLED ->
                conflict(target, "it is " + run.state(target).text() + ": nothing holds it");
          };
      case Command.CancelGraph _,
          Command.CancelJob _,
          Command.RerunFailed _,
          Command.RerunLost _,
          Command.Start _,
          Command.Pause _,
          Command.Resume _,
          Command.SetGraphPriority _,
          Command.SetJobPriority _ ->
          null;
    };
  }

  private static Commanded conflict(int job, String why) {
    return new Commanded.Conflict(job, why);
  }

  private static @Nullable Integer jobOf(Command command) {
    return switch (command) {
      case Command.CancelJob(int job, _) -> job;
      case Command.Rerun(int job, _) -> job;
      case Command.Hold(int job, _) -> job;
      case Command.Release(int job) -> job;
      case Command.SetJobPriority(int job, _) -> job;
      case Command.CancelGraph _,
          Command.RerunFailed _,
          Command.RerunLost _,
          Command.Start _,
          Command.Pause _,
          Command.Resume _,
          Command.SetGraphPriority _ ->
          null;
    };
  }

  /** Does it; returns whether something beside the jobs changed. */
  private static boolean apply(GraphTransaction graph, Command command) throws SQLException {
    GraphRun run = graph.run();
    switch (command) {
      case Command.Start() -> {
        if (!graph.isDraft()) {
          return false;
        }
        graph.start();
        return true;
      }
      case Command.CancelGraph _ -> {
        boolean draft = graph.isDraft();
        graph.cancelAll();
        return draft;
      }
      case Command.CancelJob(int job, _) -> run.cancel(job);
      case Command.Rerun(int job, boolean downstream) -> run.rerun(new int[] {job}, downstream);
      case Command.RerunLost() -> run.rerun(graph.failedByLoss(), false);
      case Command.RerunFailed() ->
          run.rerun(
              IntStream.range(0, run.graph().size())
                  .filter(job -> run.state(job) == JobState.FAILED)
                  .toArray(),
              false);
      case Command.Hold(int job, _) -> run.hold(job, true);
      case Command.Release(int job) -> run.hold(job, false);
      case Command.Pause() -> {
        return graph.setPaused(true);
      }
      case Command.Resume() -> {
        return graph.setPaused(false);
      }
      case Command.SetGraphPriority(int priority) -> {
        graph.setPriority(priority);
        return true;
      }
      case Command.SetJobPriority(int job, int priority) -> {
        graph.setPriority(job, priority);
        return true;
      }
    }
    return false;
  }

  private static Map<JobState, Integer> moved(GraphRun run) {
    Map<JobState, Integer> moved = new EnumMap<>(JobState.class);
    ChangeList changes = run.changes();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      if (!JobFlags.has(run.flags(job), JobFlags.JOIN)
          && changes.stateBefore(index) != run.state(job)) {
        moved.merge(run.state(job), 1, Integer::sum);
      }
    }
    return moved;
  }

  private static String kind(Command command) {
    return switch (command) {
      case Command.CancelGraph _, Command.CancelJob _ -> "cancel";
      case Command.Rerun _, Command.RerunFailed _, Command.RerunLost _ -> "rerun";
      case Command.Hold _ -> "hold";
      case Command.Release _ -> "release";
      case Command.Start _ -> "start";
      case Command.Pause _ -> "pause";
      case Command.Resume _ -> "resume";
      case Command.SetGraphPriority _, Command.SetJobPriority _ -> "priority";
    };
  }

  private static String data(Caller caller, Command command) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("author", caller.name());
    if (caller.traceparent() != null) {
      data.put("traceparent", caller.traceparent());
    }
    Integer job = jobOf(command);
    if (job != null) {
      data.put("job", job);
    }
    String reason =
        switch (command) {
          case Command.CancelGraph(String why) -> why;
          case Command.CancelJob(_, String why) -> why;
          case Command.Hold(_, String why) -> why;
          case Command.Rerun _,
              Command.RerunFailed _,
              Command.RerunLost _,
              Command.Release _,
              Command.Start _,
              Command.Pause _,
              Command.Resume _,
              Command.SetGraphPriority _,
              Command.SetJobPriority _ ->
              null;
        };
    if (reason != null) {
      data.put("reason", reason);
    }
    switch (command) {
      case Command.Rerun(_, boolean downstream) -> data.put("downstream", downstream);
      case Command.RerunFailed _ -> data.put("which", "failed");
      case Command.RerunLost _ -> data.put("which", "lost");
      case Command.SetGraphPriority(int priority) -> data.put("priority", priority);
      case Command.SetJobPriority(_, int priority) -> data.put("priority", priority);
      case Command.CancelGraph _,
          Command.CancelJob _,
          Command.Hold _,
          Command.Release _,
          Command.Start _,
          Command.Pause _,
          Command.Resume _ -> {}
    }
    return Json.text(data);
  }
}
