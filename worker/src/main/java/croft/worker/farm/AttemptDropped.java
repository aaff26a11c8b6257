package croft.worker.farm;

/** The attempt is no longer this worker's: stop its work and forget its results. */
public final class AttemptDropped extends Exception {

  private static final long serialVersionUID = 1L;

  public AttemptDropped(String reason) {
    super(reason, null, false, false);
  }
}
