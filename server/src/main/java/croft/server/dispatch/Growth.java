package croft.server.dispatch;

import croft.store.graph.GraphTransaction;
import java.sql.Connection;
import java.sql.SQLException;

/** Puts the jobs of the file that a job wrote into its graph. Safe for use by many threads. */
@FunctionalInterface
public interface Growth {
  /** For farms that keep no contents: every file is refused. */
  Growth NONE = (_, _, _, _, _) -> new Planned.Refused("this farm reads no files of jobs");

  /** What is to be done. */
  sealed interface Planned {
    /** The file is bad, and changes nothing. */
    record Refused(String reason) implements Planned {}

    /** The file is good. */
    non-sealed interface Good extends Planned {
      /** Changes the graph's jobs and edges; rule W has yet to follow. */
      void edit() throws SQLException;

      /**
       * Keeps on record what was changed, once rule W has settled, and stores all.
       *
       * @return the number of the last event
       */
      long save() throws SQLException;
    }
  }

  /**
   * Works out, within the graph's transaction, what the file of an attempt means; changes nothing.
   *
   * @param job which succeeds with this attempt, and still runs in the transaction's {@code run}
   */
  Planned plan(
      Connection connection, GraphTransaction transaction, long graph, int job, int attempt)
      throws SQLException;
}
