package croft.server.farm;

import croft.protocol.problem.Problem;
import croft.protocol.wire.Edits;

/** What came of an edit. */
public sealed interface Edited {
  /**
   * Done, or found possible.
   *
   * @param revision the new one; the present one after a dry run
   */
  record Done(int revision, Edits.Difference difference) implements Edited {}

  /** Not done; nothing changed. */
  record Refused(Problem problem) implements Edited {}
}
