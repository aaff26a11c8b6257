package croft.protocol.graphfile;

/**
 * Says that a script adds jobs to its own graph. They are in a graph file that it writes, and join
 * in the transaction of its completion.
 *
 * @param file path in the work folder; also one of the definition's artifacts, so that it is kept
 *     and can be read
 * @param jobsMax how many jobs the file may have, after its matrices are expanded
 */
public record Expand(String file, int jobsMax) {
  /** The file's name when the job does not say. */
  public static final String FILE_DEFAULT = "graph.json";

  /** How many jobs may be added when the job does not say. */
  public static final int JOBS_DEFAULT = 1_000;
}
