package croft.protocol.wire;

/**
 * An output of another job's attempt that goes into the work folder; fetched from {@code
 * /api/v1/attempts/{graph}/{job}/{attempt}/artifacts/{name}} of the same graph.
 *
 * @param job the other job's number
 * @param key the other job's key
 * @param attempt the attempt that made it, fixed when this one was claimed
 * @param name of the artifact
 * @param size in bytes
 * @param sha256 of its content, hex; a worker may keep it by this
 * @param to the file's path relative to the work folder
 */
public record InputFile(
    int job, String key, int attempt, String name, long size, String sha256, String to) {
  public InputFile {
    Check.attempt(1, job, attempt);
    Check.name("key", key);
    Check.file("name", name);
    Check.notNegative("size", size);
    Check.hex("sha256", sha256);
    Check.file("to", to);
  }
}
