package croft.protocol.wire;

/**
 * A file that an attempt left.
 *
 * @param job the job's number
 * @param key the job's key
 * @param attempt from 1
 * @param name the file's path relative to the work folder
 * @param kind why it was kept
 * @param size in bytes
 * @param sha256 of its content, hex
 */
public record ArtifactView(
    int job, String key, int attempt, String name, ArtifactKind kind, long size, String sha256) {
  public ArtifactView {
    Check.attempt(1, job, attempt);
    Check.name("key", key);
    Check.file("name", name);
    Check.present("kind", kind);
    Check.notNegative("size", size);
    Check.hex("sha256", sha256);
  }
}
