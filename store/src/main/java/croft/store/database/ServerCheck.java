package croft.store.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a server that answers is one that the farm can use. */
final class ServerCheck {
  private static final Logger log = LoggerFactory.getLogger(ServerCheck.class);

  private static final String READ =
      """
      select current_setting('server_version_num')::int, current_setting('server_version'),
             current_setting('server_encoding'),
             current_setting('fsync') as fsync,
             current_setting('full_page_writes') as full_page_writes,
             current_setting('synchronous_commit') as synchronous_commit
      """;

  private ServerCheck() {}

  static void check(Connection connection, DatabaseSettings settings) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ)) {
      row.next();
      int version = row.getInt(1) / 10_000;
      if (version < Database.SERVER_VERSION_MIN) {
        throw new DatabaseException(
            "%s is PostgreSQL %s; the farm needs %d or newer. Upgrade it, or start the farm without an address: it brings its own."
                .formatted(settings.place(), row.getString(2), Database.SERVER_VERSION_MIN));
      }
      if (!row.getString(3).equals("UTF8")) {
        throw new DatabaseException(
            "The database at %s has the encoding %s; the farm needs UTF8. Make it anew: create database … encoding 'UTF8' template template0"
                .formatted(settings.place(), row.getString(3)));
      }
      // Theirs to decide, but they should know: the farm promises what this takes away.
      for (String durability : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        if (row.getString(durability).equals("off")) {
          log.warn(
              "{} runs with {} = off: a crash can lose work that the farm has acknowledged",
              settings.place(),
              durability);
        }
      }
    }
  }

  /** The server answered, and refused. */
  static DatabaseException notLetIn(DatabaseSettings settings, SQLException refused) {
    String state = refused.getSQLState() == null ? "" : refused.getSQLState();
    String next =
        switch (state) {
          case "28P01", "28000" -> "Correct the user or the password, or the server's pg_hba.conf.";
          case "3D000" -> "Create the database, or correct its name in the address.";
          case "42501" -> "Give this user the right to connect and to create tables.";
          default -> "Correct the address or the server's settings.";
        };
    return new DatabaseException(
        "The database at %s did not let user %s in: %s. %s"
            .formatted(settings.place(), settings.user(), refused.getMessage(), next),
        refused);
  }
}
