package croft.testing.model;

/** What stories may use; a system that does not have one yet leaves it out. */
public enum Feature {
  /** Cancel a job, cancel the graph. */
  CANCEL,
  HOLD,
  RERUN,
  INACTIVE,
  ACTIVATE,
  WAIVE,
  BREAKPOINT,
  EXPIRE,
  PAUSE,
  /** Graphs that are submitted as drafts, changed, and then started. */
  DRAFT,
  /** Jobs and edges are changed while the graph runs. */
  EDIT,
  JOINS,
  BARRIERS,
  FINALIZERS,
  /** Reports that are repeated, stale, forged, or contradict what was reported before. */
  BAD_REPORTS,
  /** Worker sessions that end with what they hold. */
  LOSSES
}
