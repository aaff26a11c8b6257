package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits of a graph, and its revisions. */
public final class Edits {
  private Edits() {}

  /** What an operation does. */
  public enum Op {
    /** A new job: key, job. */
    ADD,
    /** Jobs go that have not run: jobs. */
    REMOVE,
    /** Another definition: key, job. Without needs and after, the job keeps what it waits for. */
    REPLACE,
    /** A dependency: to waits for from; kind, on. */
    LINK,
    /** No dependency: to no longer waits for from. */
    UNLINK,
    ACTIVATE,
    DEACTIVATE,
    HOLD,
    RELEASE,
    CANCEL,
    /** Runs final jobs again: jobs, downstream. */
    RERUN,
    /** The failure of jobs does not count: jobs. */
    WAIVE,
    /** It counts again: jobs. */
    UNWAIVE,
    /** The order of claims: jobs, priority. */
    SET_PRIORITY,
    /** A parameter's value, for jobs that have not started: name, value. */
    SET_PARAMETER;

    @com.fasterxml.jackson.annotation.JsonValue
    public String text() {
      return WireText.of(this);
    }
  }

  /**
   * One operation of an edit. Which members it has follows from {@code op}; others must be absent.
   *
   * @param jobs keys, or globs over keys, each of which must match something
   * @param key of the job that is added or replaced
   * @param job as in a graph file
   * @param kind {@code needs}, which is also the default, or {@code after}
   * @param on the condition of a need; absent is succeeded
   * @param where beside or instead of {@code jobs}: an expression in CEL that is true of the jobs
   *     that are meant
   */
  public record Operation(
      Op op,
      @Nullable List<String> jobs,
      @Nullable String key,
      @Nullable Map<String, Object> job,
      @Nullable String from,
      @Nullable String to,
      @Nullable String kind,
      @Nullable String on,
      @Nullable Boolean downstream,
      @Nullable Integer priority,
      @Nullable String name,
      @Nullable String value,
      @Nullable String where) {
    public Operation {
      Check.present("op", op);
      jobs = jobs == null ? null : Check.texts("jobs", jobs, Limits.EDIT_SELECTORS_MAX);
      Check.optionalText("key", key, Limits.KEY_BYTES_MAX);
      Check.optionalText("from", from, Limits.KEY_BYTES_MAX);
      Check.optionalText("to", to, Limits.KEY_BYTES_MAX);
      Check.optionalText("name", name, Limits.KEY_BYTES_MAX);
      Check.optionalText("value", value, Limits.VALUE_BYTES_MAX);
      Check.optionalText("where", where, Limits.EXPRESSION_BYTES_MAX);
      if (priority != null) {
        Check.range("priority", priority, -Limits.PRIORITY_MAX, Limits.PRIORITY_MAX);
      }
    }

    /** An operation on jobs that needs nothing else. */
    public static Operation on(Op op, List<String> jobs) {
      return new Operation(
          op, jobs, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Runs jobs again; with what follows them, if so told. */
    public static Operation rerun(List<String> jobs, @Nullable Boolean downstream) {
      return new Operation(
          Op.RERUN, jobs, null, null, null, null, null, null, downstream, null, null, null, null);
    }

    /** Gives jobs another priority. */
    public static Operation priority(List<String> jobs, int priority) {
      return new Operation(
          Op.SET_PRIORITY,
          jobs,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          priority,
          null,
          null,
          null);
    }

    /** Gives a parameter of the graph another value. */
    public static Operation parameter(String name, String value) {
      return new Operation(
          Op.SET_PARAMETER,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          name,
          value,
          null);
    }

    /** The same, on the jobs of which an expression is true, too. */
    public Operation where(@Nullable String expression) {
      return new Operation(
          op, jobs, key, job, from, to, kind, on, downstream, priority, name, value, expression);
    }

    /** Adds or replaces a job. */
    public static Operation job(Op op, String key, Map<String, Object> job) {
      return new Operation(
          op, null, key, job, null, null, null, null, null, null, null, null, null);
    }

    /** Links or unlinks two jobs. */
    public static Operation edge(
        Op op, String from, String to, @Nullable String kind, @Nullable String on) {
      return new Operation(op, null, null, null, from, to, kind, on, null, null, null, null, null);
    }
  }

  /**
   * An edit: all of it is done, or nothing. Its operations say what is wanted, so their order does
   * not matter: first jobs and edges change, then jobs are run again, activated, deactivated, held,
   * cancelled and waived, and then everything that follows is decided once.
   *
   * @param reason why; kept with the revision
   * @param revision which the operations were meant for: jobs that changed since are conflicts.
   *     Absent: whatever there is now
   */
  public record EditRequest(
      @Nullable String reason, @Nullable Integer revision, List<Operation> operations) {
    public EditRequest {
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
      operations = Check.list("operations", operations, Limits.EDIT_OPERATIONS_MAX);
    }
  }

  /** A job's other definition: which members differ. */
  public record Replaced(String key, List<String> fields) {
    public Replaced {
      fields = List.copyOf(fields);
    }
  }

  /** A dependency. */
  public record Link(String from, String to, String kind, String on) {}

  /** A job in another state than before. */
  public record Moved(int job, String key, JobState from, JobState to) {}

  /**
   * What an edit changes, and what follows from it.
   *
   * @param moved jobs in another state, the first 1,000
   * @param movedCount how many there are
   * @param stale jobs that started from something that is open again, the first 1,000
   * @param reopens whether a graph that was over goes on
   * @param gone jobs that run again because others need their files and these are gone; null for
   *     none
   */
  public record Difference(
      List<String> added,
      List<String> removed,
      List<Replaced> replaced,
      List<Link> linked,
      List<Link> unlinked,
      Map<String, Integer> priorities,
      Map<String, String> parameters,
      List<Moved> moved,
      int movedCount,
      List<String> stale,
      boolean reopens,
      @Nullable List<String> gone) {}

  /**
   * An edit that was done, or would be.
   *
   * @param revision the new one; the present one for a dry run
   */
  public record EditView(GraphView graph, int revision, boolean dryRun, Difference difference) {}

  /**
   * A revision of a graph.
   *
   * @param irreversible why it cannot be undone; absent if it can
   */
  public record RevisionView(
      int revision,
      Instant at,
      String author,
      @Nullable String reason,
      @Nullable String irreversible,
      List<Operation> operations,
      Difference difference) {}

  /**
   * The body of an undo.
   *
   * @param reason why
   */
  public record UndoRequest(@Nullable String reason) {
    public UndoRequest {
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    }
  }
}
