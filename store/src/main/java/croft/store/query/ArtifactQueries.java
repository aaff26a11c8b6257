package croft.store.query;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and records artifacts; their content is elsewhere, by its digest. */
public final class ArtifactQueries {
  private static final String COLUMNS =
      """
      select a.job, d.key, a.attempt, a.name, a.kind, a.size, a.sha256
      from artifact a join job_detail d on d.graph = a.graph and d.job = a.job
      """;

  private static final String OF_GRAPH =
      COLUMNS
          + """
          where a.graph = ? and (a.job, a.attempt, a.name) > (?, ?, ?)
          order by a.job, a.attempt, a.name
          limit ?
          """;

  private static final String OF_ATTEMPT =
      COLUMNS
          + """
          where a.graph = ? and a.job = ? and a.attempt = ? and a.name > ?
          order by a.name
          limit ?
          """;

  private static final String FIND =
      COLUMNS + "where a.graph = ? and a.job = ? and a.attempt = ? and a.name = ?";

  // Only while the attempt is live, and the nonce its own.
  private static final String RECORD =
      """
      insert into artifact (graph, job, attempt, name, kind, size, sha256)
      select j.graph, j.job, j.attempt, ?, ?, ?, ?
      from job j
      where j.graph = ? and j.job = ? and j.attempt = ? and j.nonce = ? and j.state = 'running'
        and (select count(*) from artifact x
          where x.graph = j.graph and x.job = j.job and x.attempt = j.attempt) < ?
      on conflict do nothing
      returning job
      """;

  private final Query query;

  public ArtifactQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * An artifact.
   *
   * @param sha256 of its content; do not change it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ArtifactRow(
      int job, String key, int attempt, String name, String kind, long size, byte[] sha256) {}

  /** A graph's artifacts, after one. */
  public List<ArtifactRow> ofGraph(long graph, int job, int attempt, String name, int limit) {
    return query.list(
        OF_GRAPH,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
          statement.setInt(3, attempt);
          statement.setString(4, name);
          statement.setInt(5, limit);
        },
        ArtifactQueries::read);
  }

  /** An attempt's artifacts, after the one of a name. */
  public List<ArtifactRow> ofAttempt(long graph, int job, int attempt, String after, int limit) {
    return query.list(
        OF_ATTEMPT,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
          statement.setInt(3, attempt);
          statement.setString(4, after);
          statement.setInt(5, limit);
        },
        ArtifactQueries::read);
  }

  public @Nullable ArtifactRow find(long graph, int job, int attempt, String name) {
    return query.one(
        FIND,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
          statement.setInt(3, attempt);
          statement.setString(4, name);
        },
        ArtifactQueries::read);
  }

  /**
   * Records an artifact of a live attempt, once its content is safe.
   *
   * @return false if the attempt is not live, has an artifact of this name, or has too many
   */
  public boolean record(
      long graph,
      int job,
      int attempt,
      UUID nonce,
      String name,
      String kind,
      long size,
      byte[] sha256,
      int max) {
    return query.one(
            RECORD,
            (_, statement) -> {
              statement.setString(1, name);
              statement.setString(2, kind);
              statement.setLong(3, size);
              statement.setBytes(4, sha256);
              statement.setLong(5, graph);
              statement.setInt(6, job);
              statement.setInt(7, attempt);
              statement.setObject(8, nonce);
              statement.setInt(9, max);
            },
            row -> row.getInt(1))
        != null;
  }

  /** Which of these digests (hex) any artifact has. Reads all artifacts: for housekeeping. */
  public Set<String> referenced(List<String> digests) {
    return Set.copyOf(
        query.list(
            """
            select distinct encode(sha256, 'hex') from artifact
            where sha256 in (select decode(d, 'hex') from unnest(?::text[]) d)
            """,
            (connection, statement) -> statement.setArray(1, Query.texts(connection, digests)),
            row -> row.getString(1)));
  }

  private static ArtifactRow read(java.sql.ResultSet row) throws java.sql.SQLException {
    return new ArtifactRow(
        row.getInt("job"),
        row.getString("key"),
        row.getInt("attempt"),
        row.getString("name"),
        row.getString("kind"),
        row.getLong("size"),
        row.getBytes("sha256"));
  }
}
