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
   * @param ifMatch the revision that the graph must be at; null for any
   */
  Edited edit(
      long graph,
      Caller caller,
      Edits.EditRequest request,
      boolean dryRun,
      @Nullable Integer ifMatch);

  /**
   * Undoes a revision by the operations that are its inverse.
   *
   * @param ifMatch the revision that the graph must be at; null for any
   */
  Edited undo(
      long graph, Caller caller, int revision, @Nullable String reason, @Nullable Integer ifMatch);

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
