package croft.core.graph;

/** What an edge says about the job that it leads to. */
public enum EdgeValue {
  /** The other job is not final yet. */
  OPEN,
  /** The other job did what this edge asks for. */
  SATISFIED,
  /** The other job did, or will do, something else. */
  BROKEN
}
