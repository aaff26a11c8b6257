package croft.store.query;

import static croft.store.query.Query.instant;
import static croft.store.query.Query.instantThere;
import static croft.store.query.Query.texts;

import croft.core.graph.GraphState;
import croft.core.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads graphs and projects. */
public final class GraphQueries {
  private static final String COLUMNS =
      """
      select g.id, p.name as project, g.name, g.description, g.state::text as state, g.paused,
        g.revision, g.version, g.endings, g.jobs, g.dependencies, g.priority, g.author,
        g.subject::text as subject, g.parameters::text as parameters, g.tags, g.created_at,
        g.started_at, g.ended_at, g.deadline_at, g.template, g.template_version, r.seq, r.inactive, r.blocked, r.ready, r.held,
        r.skipped, r.running, r.succeeded, r.failed, r.cancelled
      from graph g join project p on p.id = g.project join graph_progress r on r.graph = g.id
      """;

  private static final String FIND = COLUMNS + "where g.id = ? and g.project = ?";

  private static final String FIND_ANY = COLUMNS + "where g.id = any(?)";

  private static final String PAGE =
      COLUMNS
          + """
          where g.project = ? and g.id < ?
            and (?::text[] is null or g.state = any(?::graph_state[]))
            and (?::text is null or g.name ~ ?)
            and (?::text is null or g.template = ?)
            and g.sample_of is null
          order by g.id desc
          limit ?
          """;

  private static final String CHANGED_SINCE =
      """
      select id from graph where project = ? and id > ? order by id limit ?
      """;

  private final Query query;

  public GraphQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * Which graphs a list has.
   *
   * @param states empty for all
   * @param name null for all
   * @param template only graphs made from it; null for all
   */
  public record Filter(List<GraphState> states, @Nullable KeyGlob name, @Nullable String template) {
    /** All graphs. */
    public static final Filter NONE = new Filter(List.of(), null, null);
  }

  /** The project of a name; null if there is none. */
  public @Nullable Project project(String name) {
    return query.one(
        "select id, name from project where name = ?",
        (_, statement) -> statement.setString(1, name),
        row -> new Project(row.getInt(1), row.getString(2)));
  }

  /** A graph of a project; null if it has none with this id. */
  public @Nullable GraphRow find(int project, long graph) {
    return query.one(
        FIND,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, project);
        },
        GraphQueries::read);
  }

  /** Those of these graphs that exist, whatever their project, in no order. */
  public List<GraphRow> findAll(List<Long> graphs) {
    return query.list(
        FIND_ANY,
        (connection, statement) ->
            statement.setArray(1, connection.createArrayOf("bigint", graphs.toArray())),
        GraphQueries::read);
  }

  /**
   * A page of a project's graphs, the newest first.
   *
   * @param before only graphs with smaller ids; {@link Long#MAX_VALUE} for the first page
   */
  public List<GraphRow> page(int project, Filter filter, long before, int limit) {
    return query.list(
        PAGE,
        (connection, statement) -> {
          statement.setInt(1, project);
          statement.setLong(2, before);
          if (filter.states().isEmpty()) {
            statement.setNull(3, Types.ARRAY);
            statement.setNull(4, Types.ARRAY);
          } else {
            var states = texts(connection, filter.states().stream().map(GraphState::text).toList());
            statement.setArray(3, states);
            statement.setArray(4, states);
          }
          KeyGlob name = filter.name();
          statement.setString(5, name == null ? null : name.regex());
          statement.setString(6, name == null ? null : name.regex());
          statement.setString(7, filter.template());
          statement.setString(8, filter.template());
          statement.setInt(9, limit);
        },
        GraphQueries::read);
  }

  /** Ids of a project's graphs that are newer than one, ascending. */
  public List<Long> newerThan(int project, long graph, int limit) {
    return query.list(
        CHANGED_SINCE,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setLong(2, graph);
          statement.setInt(3, limit);
        },
        row -> row.getLong(1));
  }

  /** The running graphs of a project, with the numbers of their newest events. */
  public Map<Long, Long> running(int project) {
    Map<Long, Long> running = new HashMap<>();
    query.list(
        """
        select g.id, r.seq from graph g join graph_progress r on r.graph = g.id
        where g.state = 'running' and g.project = ?
        """,
        (_, statement) -> statement.setInt(1, project),
        row -> running.put(row.getLong(1), row.getLong(2)));
    return running;
  }

  /** What was submitted. */
  public record Source(String media, String body) {}

  /** What a graph was made from; null if there is no such graph. */
  public @Nullable Source source(long graph) {
    return query.one(
        "select media, body from graph_source where graph = ?",
        (_, statement) -> statement.setLong(1, graph),
        row -> new Source(row.getString(1), row.getString(2)));
  }

  /** How many jobs of all running graphs are in each state. */
  public Map<JobState, Long> jobsOfRunningGraphs() {
    Map<JobState, Long> counts =
        query.one(
            """
            select sum(r.inactive) as inactive, sum(r.blocked) as blocked, sum(r.ready) as ready,
              sum(r.held) as held, sum(r.skipped) as skipped, sum(r.running) as running,
              sum(r.succeeded) as succeeded, sum(r.failed) as failed,
              sum(r.cancelled) as cancelled
            from graph g join graph_progress r on r.graph = g.id
            where g.state = 'running'
            """,
            (_, _) -> {},
            row -> {
              Map<JobState, Long> sums = new EnumMap<>(JobState.class);
              for (JobState state : JobState.values()) {
                sums.put(state, row.getLong(state.text()));
              }
              return sums;
            });
    return counts == null ? Map.of() : counts;
  }

  static GraphRow read(ResultSet row) throws SQLException {
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      int count = row.getInt(state.text());
      if (count != 0) {
        counts.put(state, count);
      }
    }
    return new GraphRow(
        row.getLong("id"),
        row.getString("project"),
        row.getString("name"),
        row.getString("description"),
        GraphState.of(row.getString("state")),
        row.getBoolean("paused"),
        row.getInt("revision"),
        row.getInt("version"),
        row.getInt("endings"),
        row.getInt("jobs"),
        row.getInt("dependencies"),
        counts,
        row.getInt("priority"),
        row.getString("author"),
        row.getString("subject"),
        row.getString("parameters"),
        texts(row, "tags"),
        instantThere(row, "created_at"),
        instant(row, "started_at"),
        instant(row, "ended_at"),
        instant(row, "deadline_at"),
        row.getLong("seq"),
        row.getString("template"),
        Query.integer(row, "template_version"));
  }
}
