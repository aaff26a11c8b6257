package croft.server.farm;

import croft.protocol.wire.Commands;
import croft.protocol.wire.Edits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Edits of graphs, and their history. Safe for use by many threads. */
public interface GraphEdits {
  /**
   * Edits a graph, or says what that would change.
   *
   * @param dryRun to change nothing
   */
  Edited edit(long graph, Caller caller, Edits.EditRequest request, boolean dryRun);

  /** Undoes a revision by the operations that are its inverse. */
  Edited undo(long graph, Caller caller, int revision, @Nullable String reason);

  /**
   * Runs a job again with something changed for its next attempt alone.
   *
   * @param downstream whether all that follow it run again too
   */
  GraphCommands.Commanded rerun(
      long graph, Caller caller, int job, boolean downstream, Commands.Change change);

  /** A graph as a file, as it was in one of its revisions. */
  Map<String, Object> file(long graph, String name, int revision);
}
