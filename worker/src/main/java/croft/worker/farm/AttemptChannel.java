package croft.worker.farm;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.LogAppended;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * All that one attempt writes to the farm. Guards every write by the lease, repeats it until the
 * farm has answered, and knows what the answers mean for the attempt. Thread-safe.
 */
public final class AttemptChannel {

  private static final System.Logger LOG = System.getLogger(AttemptChannel.class.getName());

  private final FarmConnection farm;
  private final Lease lease;
  private final AttemptId attempt;
  private final UUID nonce;
  private volatile boolean dropped;

  public AttemptChannel(FarmConnection farm, Lease lease, AttemptId attempt, UUID nonce) {
    this.farm = farm;
    this.lease = lease;
    this.attempt = attempt;
    this.nonce = nonce;
  }

  /** From now on nothing of the attempt is written. */
  public void drop() {
    dropped = true;
  }

  public LogAppended appendLog(long offset, ByteBuffer bytes)
      throws AttemptDropped, InterruptedException {
    return repeat(
        "append to the log", () -> farm.appendLog(attempt, nonce, offset, bytes.duplicate()));
  }

  public void putArtifact(
      ArtifactKind kind, String name, long size, String sha256, FarmConnection.Body body)
      throws AttemptDropped, InterruptedException {
    repeat(
        "store " + name,
        () -> {
          farm.putArtifact(
              attempt, nonce, kind, name, size, sha256, () -> new LeasedStream(body.open()));
          return true;
        });
  }

  /** Repeats a read of the farm in the same way. */
  public <T> T read(String what, Call<T> call) throws AttemptDropped, InterruptedException {
    return repeat(what, call);
  }

  /** One request. */
  public interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T repeat(String what, Call<T> call) throws AttemptDropped, InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      check();
      String fault;
      try {
        return call.run();
      } catch (ProblemException e) {
        if (e.is(ProblemType.STALE_ATTEMPT)
            || e.is(ProblemType.SESSION_ENDED)
            || e.is(ProblemType.NO_SUCH_ATTEMPT)) {
          throw new AttemptDropped(e.problem().text());
        }
        if (!isPassing(e.problem().status())) {
          throw e;
        }
        fault = e.problem().text();
      } catch (IOException e) {
        fault = String.valueOf(e.getMessage());
      }
      LOG.log(Level.DEBUG, "attempt {0}: could not {1}, will repeat: {2}", attempt, what, fault);
      Thread.sleep(backoff.pause());
    }
  }

  private static boolean isPassing(int status) {
    return status >= 500 || status == 429 || status == 408;
  }

  private void check() throws AttemptDropped, InterruptedException {
    if (dropped || !lease.awaitHeld() || dropped) {
      throw new AttemptDropped("attempt " + attempt + " is no longer this worker's");
    }
  }

  /** Ends an upload in the middle when the lease is over, as after the process was stopped. */
  private final class LeasedStream extends FilterInputStream {

    LeasedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      checkLease();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      checkLease();
      return super.read(bytes, from, length);
    }

    private void checkLease() throws IOException {
      if (dropped || !lease.holds()) {
        throw new IOException("the lease is over");
      }
    }
  }
}
