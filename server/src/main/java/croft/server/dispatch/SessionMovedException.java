package croft.server.dispatch;

/** A session that a claim was made for is over, or another server serves it: look it up anew. */
final class SessionMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionMovedException() {
    super("the session is over or was taken over by another server", null, false, false);
  }
}
