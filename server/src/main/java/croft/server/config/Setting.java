package croft.server.config;

import java.util.Locale;

/** Everything that can be set, by one name everywhere. */
public enum Setting {
  DATA("data", "folder of everything that the farm keeps"),
  BIND("bind", "address to listen on; 0.0.0.0 for all, which must be asked for"),
  PORT("port", "port to listen on; 0 for any free one"),
  DATABASE_URL(
      "database.url", "jdbc:postgresql://… of a database of your own; empty for the farm's"),
  DATABASE_USER("database.user", "user of a database of your own"),
  DATABASE_PASSWORD("database.password", "password of a database of your own"),
  DATABASE_CONNECTIONS("database.connections", "most connections for ordinary work"),
  CONTENTS("contents", "folder of logs, artifacts and files; below data if empty"),
  LEASE("lease", "how long a worker is waited for, as PT30S"),
  POOL_PRICES(
      "pool.prices", "what an hour of a processor costs, by pool: linux=0.04,mac=0.2,*=0.05");

  private final String key;
  private final String description;

  Setting(String key, String description) {
    this.key = key;
    this.description = description;
  }

  /** The name in a file. */
  public String key() {
    return key;
  }

  /** The environment's name for it: {@code CROFT_DATABASE_URL}. */
  public String variable() {
    return "CROFT_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /** The command line's name for it: {@code --database-url}. */
  public String flag() {
    return "--" + key.replace('.', '-');
  }

  /** What it is for, in a line. */
  public String description() {
    return description;
  }

  /** Whether its value must not be shown. */
  public boolean isSecret() {
    return this == DATABASE_PASSWORD;
  }
}
