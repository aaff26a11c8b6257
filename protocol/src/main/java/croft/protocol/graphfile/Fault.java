package croft.protocol.graphfile;

/**
 * Something wrong in a graph file.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param path what it is about, such as {@code jobs.test.needs[0]}; empty for the whole file
 * @param message what was wrong and what to do
 */
public record Fault(int line, int column, String path, String message) {
  /** The place as people read it: {@code 12:9 jobs.test.needs[0]}. */
  public String where() {
    return line + ":" + column + (path.isEmpty() ? "" : " " + path);
  }

  @Override
  public String toString() {
    return where() + ": " + message;
  }
}
