package croft.worker.log;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.LogAppended;
import croft.worker.farm.AttemptChannel;
import croft.worker.farm.AttemptDropped;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * Sends a log while it grows: a piece as soon as it is large, or its first byte has waited for a
 * moment, so that a person sees a line within 200 ms and a flood still goes in large pieces.
 */
public final class LogSender {

  private static final System.Logger LOG = System.getLogger(LogSender.class.getName());

  /** A piece of this size does not wait for more. */
  private static final int PIECE_BYTES = 64 << 10;

  /** How long the first byte of a smaller piece waits. */
  private static final long WAIT_MS = 100;

  /** The largest piece, when the job was faster than the line; held in memory for each attempt. */
  private static final int PIECE_BYTES_MAX = 512 << 10;

  private final JobLog log;
  private final AttemptChannel farm;

  public LogSender(JobLog log, AttemptChannel farm) {
    this.log = log;
    this.farm = farm;
  }

  /** Returns when the log has ended and the farm has all of it, or as much as it takes. */
  public void run() throws AttemptDropped, InterruptedException {
    long sent = 0;
    ByteBuffer piece = null;
    while (log.awaitMore(sent, PIECE_BYTES, WAIT_MS)) {
      if (piece == null) {
        piece = ByteBuffer.allocate(PIECE_BYTES_MAX);
      }
      piece.clear();
      log.read(sent, piece);
      piece.flip();
      try {
        LogAppended answer = farm.appendLog(sent, piece);
        if (answer.full()) {
          return;
        }
        sent = answer.size();
      } catch (ProblemException e) {
        Long size = e.problem().size();
        if (!e.is(ProblemType.WRONG_OFFSET) || size == null || size == sent || size > log.size()) {
          // The result is worth more than the rest of its log.
          LOG.log(Level.WARNING, "the farm does not take the log: {0}", e.getMessage());
          return;
        }
        sent = size;
      }
    }
  }
}
