package croft.protocol.graphfile;

/** Whether a job runs when all others are over ({@code finally}). */
public enum Finalizer {
  /** An ordinary job. */
  NO("false"),
  /** Runs at each ending of the graph. */
  EACH_ENDING("true"),
  /** Runs at the first ending only. */
  ONCE("once");

  private final String text;

  Finalizer(String text) {
    this.text = text;
  }

  /** The word in the graph file. */
  public String text() {
    return text;
  }
}
