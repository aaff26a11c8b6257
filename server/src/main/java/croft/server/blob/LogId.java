package croft.server.blob;

import java.util.UUID;

/**
 * Names the log of an attempt. The nonce is part of it: after a fail-over the same attempt can be
 * given out twice, and only the nonce tells the two apart.
 *
 * @param nonce of the attempt's claim
 */
public record LogId(long graph, int job, int attempt, UUID nonce) {
  public LogId {
    if (graph < 0 || job < 0 || attempt < 1) {
      throw new IllegalArgumentException("no attempt: " + graph + "/" + job + "/" + attempt);
    }
  }

  String fileName() {
    return job + "." + attempt + "." + nonce;
  }

  static LogId of(long graph, String fileName) {
    String[] parts = fileName.split("\\.", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not the name of a log: " + fileName);
    }
    return new LogId(
        graph, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), UUID.fromString(parts[2]));
  }
}
