package croft.worker.attempt;

/** Why an attempt is to end before its script does. */
public sealed interface Stop {

  /** Somebody does not want it any more. */
  record Cancelled() implements Stop {}

  /** It is not this worker's any more: nothing is reported. */
  record Dropped(String reason) implements Stop {}

  /** The worker ends, and could not wait. */
  record WorkerStopped() implements Stop {}

  /** It uses more than this machine has. */
  record Exceeded(String reason) implements Stop {}
}
