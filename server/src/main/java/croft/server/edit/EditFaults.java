package croft.server.edit;

import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.store.graph.JobRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with an edit: faults of its own, or conflicts with what became of the graph. */
final class EditFaults {
  static final int PLACES_MAX = 100;

  private final List<Place> faults = new ArrayList<>();
  private final List<Place> conflicts = new ArrayList<>();
  private int faultCount;
  private int conflictCount;

  static String place(int operation) {
    return "operations[" + operation + "]";
  }

  void fault(int operation, String message) {
    fault(place(operation), message);
  }

  void fault(String where, String message) {
    faultCount++;
    if (faults.size() < PLACES_MAX) {
      faults.add(new Place(where, message));
    }
  }

  void conflict(String key, String message) {
    conflictCount++;
    if (conflicts.size() < PLACES_MAX) {
      conflicts.add(new Place("jobs." + key, message));
    }
  }

  /**
   * A conflict if the job was changed after the edit was made up.
   *
   * @param since the revision that the edit was meant for; null for whatever there is
   */
  void checkRevision(JobRows.@Nullable Row job, @Nullable Integer since) {
    if (since != null && job != null && job.revision() > since) {
      conflict(
          job.key(),
          "revision %d changed it; the edit was meant for revision %d"
              .formatted(job.revision(), since));
    }
  }

  boolean any() {
    return faultCount + conflictCount > 0;
  }

  /** The problem to answer; null if there is none. Faults come first: they stay. */
  @Nullable Problem problem() {
    if (faultCount > 0) {
      return ProblemType.INVALID_EDIT.problem(
          faultCount == 1 ? "the edit has a fault" : "the edit has " + faultCount + " faults",
          faults);
    }
    if (conflictCount > 0) {
      return ProblemType.EDIT_CONFLICT.problem(
          conflictCount == 1 ? "a job does not allow it" : conflictCount + " jobs do not allow it",
          conflicts);
    }
    return null;
  }
}
