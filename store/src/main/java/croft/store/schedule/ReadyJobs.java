package croft.store.schedule;

import croft.core.job.JobFlags;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What may be claimed, as the rows have it: what a server's ready cache is filled from. */
public final class ReadyJobs {
  private static final int FETCH = 10_000;

  private ReadyJobs() {}

  /** A graph with jobs that are ready. */
  public record ReadyGraph(long graph, long seq, int ready) {}

  /**
   * A job that is ready.
   *
   * @param delayMs how long it may not be claimed yet; 0 or less: at once
   */
  public record ReadyJob(int job, int requirementClass, long delayMs) {}

  private static final String GRAPHS =
      """
      select g.id, p.seq, p.ready
      from graph g join graph_progress p on p.graph = g.id
      where g.state = 'running' and not g.paused and p.ready > 0
      """;

  /** The graphs that are running, not paused, and have ready jobs. */
  public static List<ReadyGraph> graphs(Connection connection) throws SQLException {
    List<ReadyGraph> graphs = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(GRAPHS);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        graphs.add(new ReadyGraph(row.getLong(1), row.getLong(2), row.getInt(3)));
      }
    }
    return graphs;
  }

  // No index names state, so the graph's rows are read: 40 ms for 100,000.
  private static final String JOBS =
      """
      select job, requirement_class,
        coalesce(ceil(extract(epoch from ready_at - farm_clock()) * 1000)::bigint, 0)
      from job where graph = ? and state = 'ready' and flags & %d = 0
      """
          .formatted(JobFlags.LOOK_UP);

  /** The ready jobs of a graph; not those that may yet take the result of an equal one. */
  public static List<ReadyJob> jobs(Connection connection, long graph) throws SQLException {
    List<ReadyJob> jobs = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(JOBS)) {
      read.setFetchSize(FETCH);
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          jobs.add(new ReadyJob(row.getInt(1), row.getInt(2), row.getLong(3)));
        }
      }
    }
    return jobs;
  }
}
