package croft.protocol.graphfile;

/**
 * Counts the memory that a graph keeps in texts: the jobs' keys, scripts, variables, descriptions.
 * Without it, a million jobs could each keep a megabyte; or a matrix of ten lines, a gigabyte.
 */
final class Budget {
  /** About what a definition takes beside its texts. */
  static final int DEFINITION = 500;

  /** About what the lines of a job take, whatever they say. */
  static final int DRAFT = 200;

  /** About what a text in a map takes beside its characters. */
  static final int TEXT = 80;

  private long used;
  private long globSteps;

  void add(long bytes) {
    used += bytes;
  }

  boolean isSpent() {
    return used > GraphFileLimits.GRAPH_TEXT_MAX;
  }

  /** Characters that globs compared, in graph files inside the graph file too. */
  long globSteps() {
    return globSteps;
  }

  void addGlobSteps(long steps) {
    globSteps += steps;
  }

  static String message() {
    return "the jobs' keys, scripts, variables and descriptions take more than %,d bytes, which is"
            .formatted(GraphFileLimits.GRAPH_TEXT_MAX)
        + " the limit; put scripts and data into files, or split the graph";
  }
}
