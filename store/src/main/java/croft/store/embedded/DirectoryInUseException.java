package croft.store.embedded;

/** Another program, or another part of this one, runs a server on the data directory. */
public final class DirectoryInUseException extends EmbeddedPostgresException {
  private static final long serialVersionUID = 1L;

  DirectoryInUseException(String message) {
    super(message);
  }
}
