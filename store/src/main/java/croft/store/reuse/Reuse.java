package croft.store.reuse;

import croft.core.job.JobFlags;
import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds jobs that may take a result, and results that they may take. */
public final class Reuse {
  private Reuse() {}

  private static final String GRAPHS =
      """
      select g.id, p.seq from graph g join graph_progress p on p.graph = g.id
      where g.reuses and g.state = 'running' and not g.paused and p.ready > 0
      """;

  /** Graphs in which jobs may be to be looked up, with the numbers of their newest events. */
  public static Map<Long, Long> graphs(Connection connection) throws SQLException {
    Map<Long, Long> graphs = new HashMap<>();
    try (Statement read = new Statement(connection, GRAPHS);
        ResultSet row = read.query()) {
      while (row.next()) {
        graphs.put(row.getLong(1), row.getLong(2));
      }
    }
    return graphs;
  }

  private static final String PENDING =
      """
      select job from job where graph = ? and state = 'ready' and flags & %d <> 0
      order by job limit ?
      """
          .formatted(JobFlags.LOOK_UP);

  /** Ready jobs for which nobody has looked yet whether they can take a result. */
  public static int[] pending(Connection connection, long graph, int max) throws SQLException {
    Ints jobs = new Ints();
    try (Statement read = new Statement(connection, PENDING).with(graph).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        jobs.add(row.getInt(1));
      }
    }
    return jobs.toArray();
  }

  /**
   * What a graph says for all of its jobs.
   *
   * @param parameters as a JSON object
   * @param refuses whether its jobs take no results
   */
  public record Graph(int project, String parameters, boolean refuses, int version) {}

  private static final String GRAPH =
      "select project, parameters::text, no_reuse, version from graph where id = ?";

  /** What a graph says; null if there is no such graph. */
  public static @Nullable Graph graph(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, GRAPH).with(graph);
        ResultSet row = read.query()) {
      return row.next()
          ? new Graph(row.getInt(1), row.getString(2), row.getBoolean(3), row.getInt(4))
          : null;
    }
  }

  private static final String JOBS =
      """
      select d.job, d.key, f.digest
      from job_detail d join definition f on f.graph = d.graph and f.definition = d.definition
      where d.graph = ? and d.job = any (?::int[])
      """;

  /** A job's key and the digest of what it is to run. */
  public record Job(String key, String digest) {}

  /** What jobs are to run, by their numbers. */
  public static Map<Integer, Job> jobs(Connection connection, long graph, int[] jobs)
      throws SQLException {
    Map<Integer, Job> found = new HashMap<>();
    try (Statement read = new Statement(connection, JOBS).with(graph).with(jobs);
        ResultSet row = read.query()) {
      while (row.next()) {
        found.put(row.getInt(1), new Job(row.getString(2), row.getString(3)));
      }
    }
    return found;
  }

  /**
   * An attempt that succeeded, and may be what is looked for.
   *
   * @param parameters of its graph, as a JSON object
   * @param digest of what it ran
   */
  public record Candidate(
      long graph, int job, int attempt, String key, String parameters, String digest) {}

  private static final String CANDIDATES =
      """
      select k.graph, k.job, a.attempt, d.key, g.parameters::text, f.digest
      from reuse_key k
        join graph g on g.id = k.graph
        join job_detail d on d.graph = k.graph and d.job = k.job
        cross join lateral (
          select attempt, definition from attempt a
          where a.graph = k.graph and a.job = k.job and a.outcome = 'succeeded'
          order by attempt desc limit 1) a
        join definition f on f.graph = k.graph and f.definition = a.definition
      where k.project = ? and k.key = ? and (k.graph, k.job) <> (?, ?)
      order by k.graph desc
      limit ?
      """;

  /** Jobs of a project that were to run the same, and have succeeded; the newest graph's first. */
  public static List<Candidate> candidates(
      Connection connection, int project, byte[] key, long graph, int job, int max)
      throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    try (Statement read =
            new Statement(connection, CANDIDATES)
                .with(project)
                .with(key)
                .with(graph)
                .with(job)
                .with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        candidates.add(
            new Candidate(
                row.getLong(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)));
      }
    }
    return candidates;
  }

  private static final String CONTENTS =
      "select distinct sha256 from artifact where graph = ? and job = ? and attempt = ?";

  /** The digests, in hexadecimal, of all that an attempt left. */
  public static List<String> contents(Connection connection, Candidate attempt)
      throws SQLException {
    List<String> contents = new ArrayList<>();
    try (Statement read =
            new Statement(connection, CONTENTS)
                .with(attempt.graph)
                .with(attempt.job)
                .with(attempt.attempt);
        ResultSet row = read.query()) {
      while (row.next()) {
        contents.add(HexFormat.of().formatHex(row.getBytes(1)));
      }
    }
    return contents;
  }

  private static final String KEEP =
      """
      insert into reuse_key (graph, job, project, key) values (?, ?, ?, ?)
      on conflict (graph, job) do update set key = excluded.key
      """;

  /** Notes what a job is to run, for equal jobs to come. */
  public static void keep(Connection connection, long graph, int job, int project, byte[] key)
      throws SQLException {
    try (Statement keep =
        new Statement(connection, KEEP).with(graph).with(job).with(project).with(key)) {
      keep.update();
    }
  }

  private static final String LOOKED_UP =
      "update job set flags = flags & ~%d where graph = ? and job = any (?::int[])"
          .formatted(JobFlags.LOOK_UP);

  /**
   * Has workers run jobs for which nothing was found. Nobody sees a difference, so there is no
   * event. The caller has the graph's lock.
   */
  public static void lookedUp(Connection connection, long graph, int[] jobs) throws SQLException {
    if (jobs.length == 0) {
      return;
    }
    try (Statement update = new Statement(connection, LOOKED_UP).with(graph).with(jobs)) {
      update.update();
    }
  }
}
