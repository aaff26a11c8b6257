package croft.worker;

import croft.protocol.client.Content;
import croft.protocol.client.FarmClient;
import croft.protocol.client.Retries;
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
import croft.worker.farm.FarmConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The farm over HTTP. Each call is one request: the worker repeats by its own rules. */
final class HttpFarmConnection implements FarmConnection {

  private final FarmClient client;

  HttpFarmConnection(URI server, String token) {
    client =
        FarmClient.at(server)
            .token(token)
            .program("croft-worker/" + Worker.version())
            .retries(Retries.NONE)
            .build();
  }

  @Override
  public WorkerSession register(WorkerRegistration registration)
      throws IOException, InterruptedException {
    return client.register(registration);
  }

  @Override
  public ClaimResponse claim(ClaimRequest request) throws IOException, InterruptedException {
    return client.claim(request);
  }

  @Override
  public CompletionsResponse complete(CompletionsRequest request)
      throws IOException, InterruptedException {
    return client.complete(request);
  }

  @Override
  public HeartbeatResponse heartbeat(HeartbeatRequest request)
      throws IOException, InterruptedException {
    return client.heartbeat(request);
  }

  @Override
  public void signOff(String session) throws IOException, InterruptedException {
    client.signOff(session);
  }

  @Override
  public LogAppended appendLog(AttemptId attempt, UUID nonce, long offset, ByteBuffer bytes)
      throws IOException, InterruptedException {
    return client.appendLog(attempt, nonce, offset, Content.of(bytes));
  }

  @Override
  public void putArtifact(
      AttemptId attempt,
      UUID nonce,
      ArtifactKind kind,
      String name,
      long size,
      String sha256,
      Body body)
      throws IOException, InterruptedException {
    client.putArtifact(attempt, nonce, kind, name, sha256, Content.of(size, body::open));
  }

  @Override
  public InputStream input(AttemptId attempt, String name)
      throws IOException, InterruptedException {
    return client.artifact(attempt, name);
  }

  @Override
  public InputStream files(String project, Digest digest) throws IOException, InterruptedException {
    return client.project(project).files(digest);
  }

  @Override
  public void close() {
    client.close();
  }
}
