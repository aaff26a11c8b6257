package croft.protocol.graphfile;

/**
 * The text is not YAML or JSON, or breaks a limit while it is read: what follows makes no sense.
 * Caught by {@link GraphFile}, never seen outside.
 */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long at;
  private final String fault;

  Unreadable(long at, String message) {
    super(message, null, false, false);
    this.at = at;
    this.fault = message;
  }

  /** What was wrong and what to do. */
  String fault() {
    return fault;
  }

  long at() {
    return at;
  }
}
