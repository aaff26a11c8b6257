package croft.store.submit;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which graph a submission with a given key made: a repeat gets the same one. */
public final class Idempotency {
  private Idempotency() {}

  /**
   * An earlier submission.
   *
   * @param digest of all that it said
   */
  public record Earlier(byte[] digest, long graph) {}

  // Waits for another transaction that has the same key, until it commits or gives up.
  private static final String TAKE =
      """
      insert into idempotency (project, key, digest, graph) values (?, ?, ?, ?)
      on conflict do nothing
      """;

  /** Takes a key for a new graph, in the transaction that stores it; false if it is taken. */
  public static boolean take(
      Connection connection, int project, String key, byte[] digest, long graph)
      throws SQLException {
    try (Statement take =
        new Statement(connection, TAKE).with(project).with(key).with(digest).with(graph)) {
      return take.update() == 1;
    }
  }

  private static final String READ =
      "select digest, graph from idempotency where project = ? and key = ?";

  /** The submission that has the key; null if it is free. */
  public static @Nullable Earlier read(Connection connection, int project, String key)
      throws SQLException {
    try (Statement read = new Statement(connection, READ).with(project).with(key);
        ResultSet row = read.query()) {
      return row.next() ? new Earlier(row.getBytes(1), row.getLong(2)) : null;
    }
  }

  private static final String EXPIRE =
      "delete from idempotency where created_at < farm_clock() - interval '24 hours'";

  /** Forgets keys that are older than a day. Returns how many. */
  public static int expire(Connection connection) throws SQLException {
    try (Statement expire = new Statement(connection, EXPIRE)) {
      return expire.update();
    }
  }
}
