package croft.protocol.foreign;

import java.io.IOException;

/** A file is not what it was taken for. The message says what is wrong, and with which task. */
public final class ForeignFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public ForeignFileException(String message) {
    super(message);
  }
}
