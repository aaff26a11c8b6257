package croft.protocol.wire;

/**
 * The farm's answer to a piece of log.
 *
 * @param size of the log now, in bytes: the offset of the next piece
 * @param full whether the log has met its limit: what follows is dropped, do not send it
 */
public record LogAppended(long size, boolean full) {
  public LogAppended {
    Check.notNegative("size", size);
  }
}
