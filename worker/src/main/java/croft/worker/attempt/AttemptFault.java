package croft.worker.attempt;

import croft.protocol.wire.Outcome;

/** The attempt ends without its script having decided how. The message is for people. */
final class AttemptFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private AttemptFault(Outcome outcome, String reason) {
    super(reason, null, false, false);
    this.outcome = outcome;
  }

  /** The job asks for something that cannot be. */
  static AttemptFault failed(String reason) {
    return new AttemptFault(Outcome.FAILED, reason);
  }

  /** The definition makes no sense to this worker. */
  static AttemptFault refused(String reason) {
    return new AttemptFault(Outcome.REFUSED, reason);
  }

  /** This machine cannot; another one might. */
  static AttemptFault worker(String reason) {
    return new AttemptFault(Outcome.WORKER_STOPPED, reason);
  }

  Outcome outcome() {
    return outcome;
  }
}
