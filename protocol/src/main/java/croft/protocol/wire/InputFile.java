package croft.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * An output of another job's attempt that goes into the work folder; fetched from {@code
 * /api/v1/attempts/{graph}/{job}/{attempt}/artifacts/{name}}.
 *
 * @param job the other job's number
 * @param key the other job's key
 * @param attempt the attempt that made it, fixed when this one was claimed
 * @param name of the artifact
 * @param size in bytes
 * @param sha256 of its content, hex; a worker may keep it by this
 * @param to the file's path relative to the work folder
 * @param graph the other job's graph; null for the graph of the job that gets it
 */
public record InputFile(
    int job,
    String key,
    int attempt,
    String name,
    long size,
    String sha256,
    String to,
    @Nullable Long graph) {

  /** An output of a job in the same graph. */
  public InputFile(
      int job, String key, int attempt, String name, long size, String sha256, String to) {
    this(job, key, attempt, name, size, sha256, to, null);
  }

  public InputFile {
    Check.attempt(graph == null ? 1 : graph, job, attempt);
    Check.name("key", key);
    Check.file("name", name);
    Check.notNegative("size", size);
    Check.hex("sha256", sha256);
    Check.file("to", to);
  }
}
