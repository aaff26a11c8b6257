package croft.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Asks a running server whether it is the right one, and keeps what it is given. */
final class Verification {
  private static final String TIMEOUT_SECONDS = "10";

  private static final List<String> DURABILITY =
      List.of("fsync", "full_page_writes", "synchronous_commit", "data_checksums");

  private static final String READ =
      """
      select name, setting from pg_settings
      where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')
      union all
      select 'system_identifier', system_identifier::text from pg_control_system()
      """;

  private Verification() {}

  static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, Cluster.DATABASE);
  }

  /**
   * Connects as the farm does, and looks.
   *
   * @throws EmbeddedPostgresException when the server on that port is not this cluster's, does not
   *     know the password, or would lose what it acknowledged
   */
  static void verify(Cluster cluster, Postmaster server, String password, boolean durable)
      throws IOException {
    Properties properties = new Properties();
    properties.setProperty("user", Cluster.ROLE);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    properties.setProperty("ApplicationName", "croft start");
    Map<String, String> found = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url(server.port()), properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(READ)) {
      while (rows.next()) {
        found.put(rows.getString(1), rows.getString(2));
      }
    } catch (SQLException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL (process %d) runs on port %d, but does not let the farm in: %s"
              .formatted(server.pid(), server.port(), e.getMessage()),
          e);
    }
    String identifier = systemIdentifier(cluster);
    if (!identifier.equals(found.get("system_identifier"))) {
      throw new EmbeddedPostgresException(
          "The server on port %d is not the one of %s.".formatted(server.port(), cluster.data()));
    }
    for (String name : DURABILITY) {
      if (durable && !"on".equals(found.get(name))) {
        throw new EmbeddedPostgresException(
            "PostgreSQL's setting %s is '%s': acknowledged work could be lost, so the farm does not start. Set it to 'on', or remove it where it was changed (%s/postgresql.auto.conf, alter role, alter database)."
                .formatted(name, found.get(name), cluster.data()));
      }
    }
  }

  /** The first eight bytes of pg_control: what initdb gave this cluster and no other. */
  private static String systemIdentifier(Cluster cluster) throws IOException {
    byte[] control = Files.readAllBytes(cluster.data().resolve("global/pg_control"));
    return Long.toUnsignedString(ByteBuffer.wrap(control).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }
}
