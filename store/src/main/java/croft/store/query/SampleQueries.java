package croft.store.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads samples of jobs. */
public final class SampleQueries {
  // Counts of jobs are not the counts of results: a sample that was lost thrice has failed, and
  // says nothing about the definition.
  private static final String COLUMNS =
      """
      select s.graph, s.of_attempt, s.until_failure, s.reason, s.digest, g.jobs,
        g.state::text as state, g.author, g.created_at,
        (select count(*) from attempt a
          where a.graph = s.graph and a.outcome = 'succeeded') as succeeded,
        (select count(*) from attempt a
          where a.graph = s.graph and a.outcome in ('failed', 'timedOut')) as failed,
        r.blocked + r.ready + r.held + r.running as unfinished
      from sample s join graph g on g.id = s.graph join graph_progress r on r.graph = s.graph
      """;

  private static final String PAGE =
      COLUMNS
          + """
          where s.of_graph = ? and s.of_job = ? and s.graph < ?
          order by s.graph desc limit ?
          """;

  private static final String ONE = COLUMNS + "where s.graph = ?";

  private static final String TALLY =
      """
      select count(*) filter (where a.outcome <> 'succeeded'), count(*)
      from sample s join attempt a on a.graph = s.graph
      where s.of_graph = ? and s.of_job = ? and s.digest = ?
        and a.outcome in ('succeeded', 'failed', 'timedOut')
      """;

  private static final String RATES =
      """
      select s.of_job, count(*) filter (where a.outcome <> 'succeeded') as failed, count(*) as ended
      from sample s
        join job_detail d on d.graph = s.of_graph and d.job = s.of_job
        join definition f on f.graph = d.graph and f.definition = d.definition
          and f.digest = s.digest
        join attempt a on a.graph = s.graph
      where s.of_graph = ? and a.outcome in ('succeeded', 'failed', 'timedOut')
      group by s.of_job order by s.of_job limit ?
      """;

  private final Query query;

  public SampleQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * Samples that were asked for together.
   *
   * @param graph whose jobs they are
   * @param attempt the job's newest one when they were asked for; 0 if there was none
   * @param digest of the definition that they run
   * @param times how many
   * @param unfinished how many are yet to end
   */
  public record SampleRow(
      long graph,
      int attempt,
      boolean untilFailure,
      @Nullable String reason,
      String digest,
      int times,
      String state,
      String author,
      Instant createdAt,
      int succeeded,
      int failed,
      int unfinished) {}

  /**
   * A page of a job's samples, the newest first.
   *
   * @param before only graphs with smaller ids
   */
  public List<SampleRow> page(long graph, int job, long before, int limit) {
    return query.list(
        PAGE,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
          statement.setLong(3, before);
          statement.setInt(4, limit);
        },
        SampleQueries::read);
  }

  /** The samples that are a graph's jobs; null if they are none. */
  public @Nullable SampleRow find(long graph) {
    return query.one(ONE, (_, statement) -> statement.setLong(1, graph), SampleQueries::read);
  }

  /** How many samples there are that ran to an end of their own, and how many of them failed. */
  public record Tally(int failed, int ended) {}

  /** Counts all samples of a definition of a job. */
  public Tally tally(long graph, int job, String digest) {
    Tally tally =
        query.one(
            TALLY,
            (_, statement) -> {
              statement.setLong(1, graph);
              statement.setInt(2, job);
              statement.setString(3, digest);
            },
            row -> new Tally(row.getInt(1), row.getInt(2)));
    return tally == null ? new Tally(0, 0) : tally;
  }

  /** A job's tally. */
  public record JobTally(int job, Tally tally) {}

  /** Counts the samples of the present definitions of a graph's jobs, by the jobs' numbers. */
  public List<JobTally> tallies(long graph, int limit) {
    return query.list(
        RATES,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, limit);
        },
        row ->
            new JobTally(
                row.getInt("of_job"), new Tally(row.getInt("failed"), row.getInt("ended"))));
  }

  private static SampleRow read(ResultSet row) throws SQLException {
    return new SampleRow(
        row.getLong("graph"),
        row.getInt("of_attempt"),
        row.getBoolean("until_failure"),
        row.getString("reason"),
        row.getString("digest"),
        row.getInt("jobs"),
        row.getString("state"),
        row.getString("author"),
        Query.instantThere(row, "created_at"),
        row.getInt("succeeded"),
        row.getInt("failed"),
        row.getInt("unfinished"));
  }
}
