package croft.store.query;

import static croft.store.query.Query.instant;
import static croft.store.query.Query.instantThere;

import croft.core.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads templates, and the graphs that were made from them. */
public final class TemplateQueries {

  private static final String COLUMNS =
      """
      select t.project, t.name, t.version, t.media, t.files, t.description, t.jobs,
        t.parameters::text as parameters, t.author, t.created_at
      from template t
      """;

  private static final String NEWEST =
      COLUMNS + "where t.project = ? and t.name = ? order by t.version desc limit 1";

  private static final String ONE =
      COLUMNS + "where t.project = ? and t.name = ? and t.version = ?";

  private static final String VERSIONS =
      COLUMNS
          + "where t.project = ? and t.name = ? and t.version < ? order by t.version desc limit ?";

  private static final String LIST =
      COLUMNS
          + """
          where t.project = ? and t.name > ? and not exists (
            select from template newer
            where newer.project = t.project and newer.name = t.name and newer.version > t.version)
          order by t.name
          limit ?
          """;

  private static final String BODY =
      "select body from template where project = ? and name = ? and version = ?";

  private static final String KEYS =
      """
      select d.key from job j join job_detail d on d.graph = j.graph and d.job = j.job
      where j.graph = ? and case when ? then j.state = 'failed' else j.state <> 'inactive' end
      """;

  // The keys of a page come from the graphs' own indexes: a graph gives no more of them than fit.
  private static final String SERIES =
      """
      with recent as (
        select id, subject from graph where project = ? and template = ? order by id desc limit ?),
      page as (
        select distinct k.key
        from recent r cross join lateral (
          select d.key from job_detail d join job j on j.graph = d.graph and j.job = d.job
          where d.graph = r.id and d.key > ? and d.key >= ? and d.key < ? and d.key ~ ?
            and j.state <> 'inactive'
          order by d.key limit ?) k
        order by k.key limit ?)
      select d.key, d.graph, j.attempt, j.state::text as state, r.subject::text as subject,
        coalesce(a.claimed_at, j.claimed_at) as claimed_at, a.ended_at, a.exit_code
      from page p
        cross join recent r
        join job_detail d on d.graph = r.id and d.key = p.key
        join job j on j.graph = d.graph and j.job = d.job
        left join attempt a on a.graph = d.graph and a.job = d.job and a.attempt = j.attempt
      where j.state <> 'inactive'
      order by d.key, d.graph desc
      """;

  // The graphs that are looked at come from an index, the job of each from the key's. A graph
  // without the job has a row, too, so that the caller knows how far it was looked.
  private static final String HISTORY =
      """
      with looked as (
        select id, subject from graph
        where project = ? and coalesce(template, name) = ? and sample_of is null and id <= ?
        order by id desc limit ?)
      select l.id as graph, d.key, j.attempt, j.state::text as state, l.subject::text as subject,
        coalesce(a.claimed_at, j.claimed_at) as claimed_at, a.ended_at, a.exit_code
      from looked l
        left join lateral (
          select d.key, d.job from job_detail d where d.graph = l.id and d.key = ?) d on true
        left join job j on j.graph = l.id and j.job = d.job and j.state <> 'inactive'
        left join attempt a on a.graph = l.id and a.job = j.job and a.attempt = j.attempt
      order by l.id desc
      """;

  private final Query query;

  public TemplateQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * A version of a template; null if there is none.
   *
   * @param version null for the newest
   */
  public @Nullable TemplateRow find(int project, String name, @Nullable Integer version) {
    return query.one(
        version == null ? NEWEST : ONE,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setString(2, name);
          if (version != null) {
            statement.setInt(3, version);
          }
        },
        TemplateQueries::read);
  }

  /** The newest versions of a project's templates by name, those behind one. */
  public List<TemplateRow> page(int project, String after, int limit) {
    return query.list(
        LIST,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setString(2, after);
          statement.setInt(3, limit);
        },
        TemplateQueries::read);
  }

  /** A template's versions, the newest first, those before one. */
  public List<TemplateRow> versions(int project, String name, int before, int limit) {
    return query.list(
        VERSIONS,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setString(2, name);
          statement.setInt(3, before);
          statement.setInt(4, limit);
        },
        TemplateQueries::read);
  }

  /** The graph file of a version; null if there is none. */
  public @Nullable String body(TemplateRow row) {
    return query.one(
        BODY,
        (_, statement) -> {
          statement.setInt(1, row.project());
          statement.setString(2, row.name());
          statement.setInt(3, row.version());
        },
        found -> found.getString(1));
  }

  /** The keys of a graph's jobs: those that are not inactive, or only those that failed. */
  public List<String> keys(long graph, boolean failed) {
    return query.list(
        KEYS,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setBoolean(2, failed);
        },
        row -> row.getString(1));
  }

  /**
   * What became of a job in one graph of its template.
   *
   * @param subjectJson what the graph is about; null if nobody said
   */
  public record SeriesRow(
      String key,
      long graph,
      int attempt,
      JobState state,
      @Nullable String subjectJson,
      @Nullable Instant claimedAt,
      @Nullable Instant endedAt,
      @Nullable Integer exitCode) {}

  /**
   * The results of a template's jobs in its newest graphs, by key, then the newest graph first.
   * Jobs that were inactive have none.
   *
   * @param graphs how many of the newest graphs are looked at
   * @param after only greater keys; empty for all
   * @param keys how many keys at most
   */
  public List<SeriesRow> series(
      int project, String template, int graphs, KeyGlob glob, String after, int keys) {
    return query.list(
        SERIES,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setString(2, template);
          statement.setInt(3, graphs);
          statement.setString(4, after);
          statement.setString(5, glob.prefix());
          statement.setString(6, glob.behindPrefix());
          statement.setString(7, glob.regex());
          statement.setInt(8, keys);
          statement.setInt(9, keys);
        },
        TemplateQueries::seriesRow);
  }

  /**
   * What became of a job along its series.
   *
   * @param results the newest graph first
   * @param looked how many graphs were looked at
   * @param last the oldest of them; 0 without any
   */
  public record History(List<SeriesRow> results, int looked, long last) {
    public History {
      results = List.copyOf(results);
    }
  }

  /**
   * What became of the job with a key in the graphs of a series.
   *
   * @param until only graphs with this id or a smaller one
   * @param graphs how many are looked at
   */
  public History history(int project, String series, String key, long until, int graphs) {
    List<SeriesRow> rows = new ArrayList<>();
    List<Long> looked =
        query.list(
            HISTORY,
            (_, statement) -> {
              statement.setInt(1, project);
              statement.setString(2, series);
              statement.setLong(3, until);
              statement.setInt(4, graphs);
              statement.setString(5, key);
            },
            row -> {
              if (row.getString("state") != null) {
                rows.add(seriesRow(row));
              }
              return row.getLong("graph");
            });
    return new History(rows, looked.size(), looked.isEmpty() ? 0 : looked.getLast());
  }

  private static SeriesRow seriesRow(ResultSet row) throws SQLException {
    return new SeriesRow(
        row.getString("key"),
        row.getLong("graph"),
        row.getInt("attempt"),
        JobState.of(row.getString("state")),
        row.getString("subject"),
        instant(row, "claimed_at"),
        instant(row, "ended_at"),
        Query.integer(row, "exit_code"));
  }

  private static TemplateRow read(ResultSet row) throws SQLException {
    return new TemplateRow(
        row.getInt("project"),
        row.getString("name"),
        row.getInt("version"),
        row.getString("media"),
        row.getString("files"),
        row.getString("description"),
        row.getInt("jobs"),
        row.getString("parameters"),
        row.getString("author"),
        instantThere(row, "created_at"));
  }
}
