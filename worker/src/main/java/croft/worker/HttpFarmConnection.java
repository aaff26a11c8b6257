package croft.worker;

import croft.protocol.json.Digest;
import croft.protocol.wire.*;
import croft.worker.farm.FarmConnection;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;

final class HttpFarmConnection implements FarmConnection {
  HttpFarmConnection(URI server, String token) {}

  private static UnsupportedOperationException no() {
    return new UnsupportedOperationException();
  }

  @Override
  public WorkerSession register(WorkerRegistration r) {
    throw no();
  }

  @Override
  public ClaimResponse claim(ClaimRequest r) {
    throw no();
  }

  @Override
  public CompletionsResponse complete(CompletionsRequest r) {
    throw no();
  }

  @Override
  public HeartbeatResponse heartbeat(HeartbeatRequest r) {
    throw no();
  }

  @Override
  public void signOff(String s) {
    throw no();
  }

  @Override
  public LogAppended appendLog(AttemptId a, UUID n, long o, ByteBuffer b) {
    throw no();
  }

  @Override
  public void putArtifact(
      AttemptId a, UUID n, ArtifactKind k, String name, long size, String sha, Body b) {
    throw no();
  }

  @Override
  public InputStream input(AttemptId a, String n) {
    throw no();
  }

  @Override
  public InputStream files(String p, Digest d) {
    throw no();
  }

  @Override
  public void close() {}
}
