package croft.server.decide;

import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.decide.DecisionRow;
import croft.store.decide.DecisionTable;
import croft.store.graph.GraphTransaction;
import croft.store.sql.Ints;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether decisions still hold for a graph that is being changed. */
public final class Approvals {
  private Approvals() {}

  /**
   * To be called by whoever edits a graph, after {@link GraphTransaction#edit} and before {@link
   * GraphTransaction#save}, whether or not rule W has settled: breakpoints that let through what
   * they did not see ask again, and those that still wait take over what the edit changed. What
   * started already behind them goes on.
   *
   * @return the numbers of the breakpoints that ask again
   */
  public static List<Integer> recheck(
      Connection connection, long graph, GraphTransaction transaction) throws SQLException {
    OpenDecisions open = OpenDecisions.read(connection, graph, transaction);
    open.edited();
    List<Integer> again = new ArrayList<>();
    GraphRun run = transaction.run();
    for (DecisionRow row : passed(connection, graph, transaction)) {
      if (!row.covers().equals(open.evidence().covers(row.job()))) {
        run.rerun(new int[] {row.job()}, false);
        again.add(row.job());
      }
    }
    return again;
  }

  /**
   * To be called by whoever adds the jobs of an expansion: that jobs are added is what was approved
   * with the job that adds them, so decisions go on to hold. At the same place as {@link #recheck}.
   */
  public static void grown(Connection connection, long graph, GraphTransaction transaction)
      throws SQLException {
    OpenDecisions open = OpenDecisions.read(connection, graph, transaction);
    open.edited();
    for (DecisionRow row : passed(connection, graph, transaction)) {
      DecisionTable.cover(connection, row, open.evidence().covers(row.job()));
    }
  }

  /** The decisions by which breakpoints let through what follows them. */
  private static List<DecisionRow> passed(
      Connection connection, long graph, GraphTransaction transaction) throws SQLException {
    GraphRun run = transaction.run();
    Ints jobs = new Ints();
    for (int job = 0; job < run.graph().size(); job++) {
      if (JobFlags.has(run.flags(job), JobFlags.BREAKPOINT)
          && run.state(job) == JobState.SUCCEEDED) {
        jobs.add(job);
      }
    }
    if (jobs.size() == 0) {
      return List.of();
    }
    return DecisionTable.latest(connection, graph, jobs).values().stream()
        .filter(row -> row.kind().equals("breakpoint") && row.latch() == null)
        .filter(row -> "approved".equals(row.verdict()) || "continued".equals(row.verdict()))
        .toList();
  }
}
