package croft.store.database;

import java.util.Locale;

/**
 * Where the database is and who the farm is there.
 *
 * @param url a JDBC address, {@code jdbc:postgresql://host:port/name?…}; its parameters (such as
 *     {@code sslmode}) win over the farm's own
 * @param password may be empty, when the server asks for none
 * @param name what the server's own lists call the farm's connections, such as {@code croft}
 * @param poolMax connections for ordinary work, 1 to {@value #POOL_MAX}
 */
public record DatabaseSettings(String url, String user, String password, String name, int poolMax) {
  /**
   * Ordinary work: calls of people, submissions, loops. With {@link Database#HOT_MAX} and {@link
   * Database#LONG_MAX} this makes 36 connections of a server; the farm promises at most 40.
   */
  public static final int POOL_MAX = 24;

  private static final String PREFIX = "jdbc:postgresql:";

  public DatabaseSettings {
    if (!url.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      // Not shown whole: a password may be in it.
      throw new IllegalArgumentException(
          "the database's address must start with %s, such as jdbc:postgresql://localhost:5432/croft; this one starts with '%s'"
              .formatted(PREFIX, url.substring(0, Math.min(url.length(), 12))));
    }
    if (poolMax < 1 || poolMax > POOL_MAX) {
      throw new IllegalArgumentException(
          "poolMax must be 1 to %d, was %d".formatted(POOL_MAX, poolMax));
    }
  }

  public static DatabaseSettings of(String url, String user, String password) {
    return new DatabaseSettings(url, user, password, "croft", POOL_MAX);
  }

  public DatabaseSettings withPoolMax(int poolMax) {
    return new DatabaseSettings(url, user, password, name, poolMax);
  }

  public DatabaseSettings withName(String name) {
    return new DatabaseSettings(url, user, password, name, poolMax);
  }

  /** The address without its parameters, which may hold secrets: fit for logs and messages. */
  public String place() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[%s, user %s, pool %d]".formatted(place(), user, poolMax);
  }
}
