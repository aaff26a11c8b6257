package croft.worker.farm;

import croft.protocol.json.Digest;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.LogAppended;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The calls that a worker makes, each exactly one HTTP request. Thread-safe.
 *
 * <p>Every call throws {@link croft.protocol.problem.ProblemException} when the farm answered that
 * it will not, and {@link IOException} when there was no answer: whether the farm did it is not
 * known then, and the caller repeats the very same call.
 */
public interface FarmConnection extends AutoCloseable {

  WorkerSession register(WorkerRegistration registration) throws IOException, InterruptedException;

  /** Waits at the farm for as long as the request says. */
  ClaimResponse claim(ClaimRequest request) throws IOException, InterruptedException;

  /** Reports ended attempts, and claims in the same call if the request says so. */
  CompletionsResponse complete(CompletionsRequest request) throws IOException, InterruptedException;

  HeartbeatResponse heartbeat(HeartbeatRequest request) throws IOException, InterruptedException;

  void signOff(String session) throws IOException, InterruptedException;

  /**
   * Appends to the log.
   *
   * @param offset where the bytes begin, from 0; what the farm has already is not appended again
   * @param bytes from position to limit; may be sent more than once, so it is not changed
   */
  LogAppended appendLog(AttemptId attempt, UUID nonce, long offset, ByteBuffer bytes)
      throws IOException, InterruptedException;

  /**
   * Stores a file of the attempt.
   *
   * @param sha256 of its content, hex
   * @param body opened once; the connection closes it
   */
  void putArtifact(
      AttemptId attempt,
      UUID nonce,
      ArtifactKind kind,
      String name,
      long size,
      String sha256,
      Body body)
      throws IOException, InterruptedException;

  /** An output of another job's attempt. The caller closes it, and checks size and digest. */
  InputStream input(AttemptId attempt, String name) throws IOException, InterruptedException;

  /** The bundle of files that came with a graph. The caller closes it, and checks the digest. */
  InputStream files(String project, Digest digest) throws IOException, InterruptedException;

  @Override
  void close();

  /** Content that can be read from its beginning. */
  interface Body {
    InputStream open() throws IOException;
  }
}
