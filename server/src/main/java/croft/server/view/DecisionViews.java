package croft.server.view;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.json.Digest;
import croft.protocol.wire.DecisionKind;
import croft.protocol.wire.DecisionVerdict;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.LatchView;
import croft.store.decide.DecisionRow;
import croft.store.decide.Latches;
import croft.store.query.DecisionQueries;
import croft.store.query.GraphRow;
import croft.store.query.JobRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions and latches as the API shows them, and in a sentence. */
public final class DecisionViews {
  private DecisionViews() {}

  public static DecisionView view(DecisionQueries.Listed listed) {
    DecisionRow row = listed.row();
    String verdict = row.verdict();
    return new DecisionView(
        row.graph(),
        listed.graphName(),
        row.job(),
        listed.key(),
        row.opening(),
        DecisionKind.parse(row.kind()),
        row.message(),
        row.askedAt(),
        row.dueAt(),
        row.onTimeout(),
        row.approvers(),
        row.notAuthor(),
        row.latch(),
        row.child(),
        row.digest().isEmpty() ? null : new Digest(row.digest()),
        listed.since(),
        row.decidedAt(),
        verdict == null ? null : DecisionVerdict.parse(verdict),
        row.author(),
        row.comment());
  }

  public static LatchView view(Latches.Latch latch) {
    return new LatchView(
        latch.name(), latch.open(), latch.reason(), latch.author(), latch.changedAt());
  }

  /**
   * Why a job that takes no worker is where it is; null if that is not for a decision to say.
   *
   * @param decisions of the job, the oldest first
   */
  public static @Nullable String why(
      GraphRow graph, JobRow job, List<DecisionQueries.Listed> decisions, DecisionQueries queries) {
    if (!JobFlags.has(job.flags(), JobFlags.BREAKPOINT)) {
      return null;
    }
    DecisionRow row = decisions.isEmpty() ? null : decisions.getLast().row();
    if (row == null) {
      return null;
    }
    boolean open = row.verdict() == null;
    return switch (job.state()) {
      case HELD ->
          JobFlags.has(job.flags(), JobFlags.HOLD) || !open ? null : waits(graph, row, queries);
      case SUCCEEDED, FAILED, SKIPPED -> isAbout(job.state(), row) ? ended(row) : null;
      case INACTIVE, BLOCKED, READY, RUNNING, CANCELLED -> null;
    };
  }

  /** Whether the decision made the job what it is; an edge or a deadline may have, too. */
  private static boolean isAbout(JobState state, DecisionRow row) {
    String verdict = row.verdict();
    if (verdict == null) {
      return false;
    }
    return switch (DecisionVerdict.parse(verdict)) {
      case APPROVED, CONTINUED, SUCCEEDED -> state == JobState.SUCCEEDED;
      case REJECTED, FAILED -> state == JobState.FAILED;
      case SKIPPED -> state == JobState.SKIPPED;
      case WITHDRAWN -> false;
    };
  }

  private static String ended(DecisionRow row) {
    String comment = row.comment();
    String because = comment == null || comment.isEmpty() ? "" : ": " + comment;
    return switch (DecisionVerdict.parse(String.valueOf(row.verdict()))) {
      case APPROVED -> "approved by " + row.author() + because;
      case REJECTED -> "rejected by " + row.author() + because;
      case CONTINUED -> "went on by itself" + because;
      case SKIPPED -> "skipped" + because;
      case SUCCEEDED -> "succeeded" + because;
      case FAILED -> "failed" + because;
      case WITHDRAWN -> "withdrawn" + because;
    };
  }

  private static String waits(GraphRow graph, DecisionRow row, DecisionQueries queries) {
    Instant dueAt = row.dueAt();
    Long child = row.child();
    return switch (DecisionKind.parse(row.kind())) {
      case NOTIFY ->
          graph.paused() ? "paused: sends its message then" : "about to send its message";
      case TIMER -> dueAt == null ? "waits for its time" : "waits until " + shown(dueAt);
      case GRAPH ->
          child != null
              ? "waits for the end of graph " + child
              : graph.paused() ? "paused: starts its graph then" : "about to start its graph";
      case BREAKPOINT -> (row.latch() == null ? people(row) : latch(row, queries)) + until(row);
    };
  }

  private static String people(DecisionRow row) {
    String who = row.approvers().isEmpty() ? "" : " of " + String.join(" or ", row.approvers());
    return (who.isEmpty() ? "waits for a decision" : "waits for the decision" + who)
        + (row.notAuthor() ? ", but not of the graph's author" : "");
  }

  private static String latch(DecisionRow row, DecisionQueries queries) {
    String name = String.valueOf(row.latch());
    Latches.Latch latch = queries.latch(row.project(), name);
    if (latch == null || latch.open()) {
      return "about to go on: the latch " + name + " is open";
    }
    return "waits for the latch %s, closed by %s at %s%s"
        .formatted(
            name,
            latch.author(),
            shown(latch.changedAt()),
            latch.reason() == null ? "" : ": " + latch.reason());
  }

  private static String until(DecisionRow row) {
    Instant dueAt = row.dueAt();
    String timeout = row.onTimeout();
    if (dueAt == null || timeout == null) {
      return "";
    }
    String then =
        switch (timeout) {
          case "skip" -> "is skipped";
          case "continue" -> "goes on";
          default -> "fails";
        };
    return "; " + then + " at " + shown(dueAt);
  }

  private static String shown(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
