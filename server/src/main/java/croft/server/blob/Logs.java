package croft.server.blob;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * Logs of attempts: appended to while they run, compressed when they are over, read from any offset
 * either way. Safe for use by many threads.
 *
 * <p>An append survives the death of this process, but the last seconds of a log may not survive
 * the loss of power; a worker then goes on from where the log ends. A compressed log survives both.
 */
public interface Logs {
  /**
   * Appends octets. The offset makes it safe to repeat: octets that are already there are not
   * written again.
   *
   * @param offset of the first octet in the log
   */
  Appended append(LogId log, long offset, byte[] octets) throws IOException;

  /** What came of appending. */
  sealed interface Appended {
    /**
     * They are in the log, or are dropped because it is full.
     *
     * @param size where the next piece begins
     * @param full whether what follows is dropped
     * @param added octets that were new
     */
    record Done(long size, boolean full, int added) implements Appended {}

    /** There would be a gap; nothing was written. */
    record WrongOffset(long size) implements Appended {}
  }

  /** Octets in the log; 0 if nothing was written. */
  long size(LogId log) throws IOException;

  /**
   * Reads octets.
   *
   * @param max at most so many; at least 0
   * @return fewer than {@code max} at the end of the log, none behind it
   */
  byte[] read(LogId log, long offset, int max) throws IOException;

  /**
   * Compresses logs of attempts that are over: one pass, which may stop early.
   *
   * @param ended whether an attempt can no longer append
   * @return whether there may be more to do
   */
  boolean compress(Predicate<LogId> ended) throws IOException;
}
