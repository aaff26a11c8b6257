package croft.protocol.graphfile;

/** What a dependency asks of the job that it points to. */
public enum DependencyKind {
  /** The other job must end in one of the condition's states; otherwise this job is skipped. */
  NEEDS("needs"),
  /** The other job must be over, whatever its end; an inactive one is not waited for. */
  AFTER("after");

  private final String text;

  DependencyKind(String text) {
    this.text = text;
  }

  /** The word in the graph file and in JSON. */
  public String text() {
    return text;
  }
}
