package croft.server.config;

/** A value cannot be used; the message names it, where it came from, and what would do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
