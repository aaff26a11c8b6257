package croft.core.job;

import org.jspecify.annotations.Nullable;

/** How one attempt ended, as far as the farm can know. */
public sealed interface Outcome {
  /** The script exited with 0 and everything it promised was brought home. */
  record Succeeded() implements Outcome {}

  /** Exited with a non-zero code, or could not be started (code -1). */
  record Failed(int exitCode) implements Outcome {}

  /** Ran longer than its time limit and was stopped. */
  record TimedOut() implements Outcome {}

  /**
   * The worker went silent or no longer knows the attempt. The script may still be running: a later
   * report is stale.
   */
  record Lost() implements Outcome {}

  /** The worker was shut down in an orderly way and stopped the script: not the job's fault. */
  record WorkerStopped() implements Outcome {}

  /** The definition cannot be run as it is; trying again cannot help. */
  record Refused() implements Outcome {}

  /** Stopped because someone asked for it. */
  record Cancelled() implements Outcome {}

  /** Not run: an equal job's result was taken. */
  record Reused() implements Outcome {}

  /** The word used in SQL and JSON. */
  default String text() {
    return switch (this) {
      case Succeeded() -> "succeeded";
      case Failed(_) -> "failed";
      case TimedOut() -> "timedOut";
      case Lost() -> "lost";
      case WorkerStopped() -> "workerStopped";
      case Refused() -> "refused";
      case Cancelled() -> "cancelled";
      case Reused() -> "reused";
    };
  }

  /** The exit code if there was one. */
  default @Nullable Integer exitCodeOrNull() {
    return switch (this) {
      case Succeeded() -> 0;
      case Failed(int exitCode) -> exitCode;
      case TimedOut(), Lost(), WorkerStopped(), Refused(), Cancelled(), Reused() -> null;
    };
  }

  /**
   * The outcome written as {@code text}.
   *
   * @param exitCode needed for {@code failed}; -1 when absent
   * @throws IllegalArgumentException if no outcome is called so
   */
  static Outcome of(String text, @Nullable Integer exitCode) {
    return switch (text) {
      case "succeeded" -> new Succeeded();
      case "failed" -> new Failed(exitCode == null ? -1 : exitCode);
      case "timedOut" -> new TimedOut();
      case "lost" -> new Lost();
      case "workerStopped" -> new WorkerStopped();
      case "refused" -> new Refused();
      case "cancelled" -> new Cancelled();
      case "reused" -> new Reused();
      default -> throw new IllegalArgumentException("no outcome is called '" + text + "'");
    };
  }
}
