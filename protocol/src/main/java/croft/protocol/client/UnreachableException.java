package croft.protocol.client;

import java.io.IOException;
import java.net.URI;

/** The farm gave no answer. Whether it did what was asked is not known. */
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final URI server;

  UnreachableException(URI server, String call, IOException cause) {
    super("no answer from " + server + " to " + call + ": " + reason(cause), cause);
    this.server = server;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    if (e instanceof java.net.ConnectException) {
      // The JDK's client leaves the message out.
      return message == null ? "connection refused" : message;
    }
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** Who was asked. */
  public URI server() {
    return server;
  }
}
