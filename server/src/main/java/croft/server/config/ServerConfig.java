package croft.server.config;

import croft.store.database.DatabaseSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server is to run.
 *
 * @param data folder of everything that it keeps
 * @param http where it listens
 * @param database the user's own database; null for the embedded one
 * @param connections most connections for ordinary work
 * @param contents folder of logs, artifacts and files; several servers of one farm must share it
 * @param lease how long a worker is waited for
 * @param prices what the pools cost
 * @param described every value and its source
 */
public record ServerConfig(
    Path data,
    Http http,
    @Nullable DatabaseSettings database,
    int connections,
    Path contents,
    Duration lease,
    PoolPrices prices,
    List<Described> described) {
  private static final Duration LEASE_MIN = Duration.ofSeconds(5);
  private static final Duration LEASE_MAX = Duration.ofMinutes(10);

  /**
   * Where to listen.
   *
   * @param port 0 for any free one
   */
  public record Http(InetAddress address, int port) {
    /** Whether other machines can reach it. */
    public boolean isOpen() {
      return !address.isLoopbackAddress();
    }
  }

  /**
   * A value as {@code croft config} shows it.
   *
   * @param value hidden if it is a secret
   * @param source {@code default}, a file, a variable or a flag
   */
  public record Described(Setting setting, String value, String source) {}

  public ServerConfig {
    described = List.copyOf(described);
  }

  /**
   * Reads it.
   *
   * @param file of properties; null for none
   * @param environment variables, of which those that begin with {@code CROFT_} count
   * @param flags what the command line says
   * @throws ConfigException if a value cannot be used
   */
  public static ServerConfig load(
      @Nullable Path file, Map<String, String> environment, Map<Setting, String> flags) {
    String home = environment.getOrDefault("CROFT_HOME", "");
    Map<Setting, String> defaults = new EnumMap<>(Setting.class);
    defaults.put(Setting.DATA, home.isEmpty() ? System.getProperty("user.home") + "/.croft" : home);
    defaults.put(Setting.BIND, "127.0.0.1");
    defaults.put(Setting.PORT, "8080");
    defaults.put(Setting.DATABASE_URL, "");
    defaults.put(Setting.DATABASE_USER, "croft");
    defaults.put(Setting.DATABASE_PASSWORD, "");
    defaults.put(Setting.DATABASE_CONNECTIONS, String.valueOf(DatabaseSettings.POOL_MAX));
    defaults.put(Setting.CONTENTS, "");
    defaults.put(Setting.LEASE, "PT30S");
    defaults.put(Setting.POOL_PRICES, "");
    return of(Values.of(defaults, file, environment, flags));
  }

  /** For a farm in one folder, on a port of this machine only. */
  public static ServerConfig local(Path data, int port) {
    return load(
        null,
        Map.of(),
        Map.of(Setting.DATA, data.toString(), Setting.PORT, Integer.toString(port)));
  }

  private static ServerConfig of(Values values) {
    Path data = path(values, Setting.DATA);
    Path contents =
        values.text(Setting.CONTENTS).isEmpty()
            ? data.resolve("contents")
            : path(values, Setting.CONTENTS);
    int connections = number(values, Setting.DATABASE_CONNECTIONS, 2, DatabaseSettings.POOL_MAX);
    return new ServerConfig(
        data,
        new Http(address(values), number(values, Setting.PORT, 0, 65_535)),
        database(values, connections),
        connections,
        contents,
        lease(values),
        prices(values),
        described(values));
  }

  private static Path path(Values values, Setting setting) {
    String text = values.text(setting);
    if (text.isBlank()) {
      throw values.wrong(setting, "a folder");
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException _) {
      throw values.wrong(setting, "a folder");
    }
  }

  private static InetAddress address(Values values) {
    try {
      return InetAddress.getByName(values.text(Setting.BIND));
    } catch (UnknownHostException _) {
      throw values.wrong(
          Setting.BIND, "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all");
    }
  }

  private static int number(Values values, Setting setting, int min, int max) {
    try {
      int number = Integer.parseInt(values.text(setting));
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw values.wrong(setting, "a number from %d to %d".formatted(min, max));
  }

  private static Duration lease(Values values) {
    try {
      Duration lease = Duration.parse(values.text(Setting.LEASE));
      if (lease.compareTo(LEASE_MIN) >= 0 && lease.compareTo(LEASE_MAX) <= 0) {
        return lease;
      }
    } catch (DateTimeParseException _) {
      // Said below.
    }
    throw values.wrong(Setting.LEASE, "a duration from %s to %s".formatted(LEASE_MIN, LEASE_MAX));
  }

  private static PoolPrices prices(Values values) {
    try {
      return PoolPrices.parse(values.text(Setting.POOL_PRICES));
    } catch (IllegalArgumentException _) {
      throw values.wrong(
          Setting.POOL_PRICES,
          "prices by pool, at least 0 and each pool once, as linux=0.04,*=0.05");
    }
  }

  private static @Nullable DatabaseSettings database(Values values, int connections) {
    String url = values.text(Setting.DATABASE_URL);
    if (url.isEmpty()) {
      return null;
    }
    try {
      return DatabaseSettings.of(
              url, values.text(Setting.DATABASE_USER), values.text(Setting.DATABASE_PASSWORD))
          .withPoolMax(connections);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static List<Described> described(Values values) {
    List<Described> described = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      Values.Given given = values.get(setting);
      boolean hide = setting.isSecret() && !given.value().isEmpty();
      described.add(new Described(setting, hide ? "…" : shown(setting, given), given.source()));
    }
    return described;
  }

  /** An address may hold a password among its parameters. */
  private static String shown(Setting setting, Values.Given given) {
    int parameters = setting == Setting.DATABASE_URL ? given.value().indexOf('?') : -1;
    return parameters < 0 ? given.value() : given.value().substring(0, parameters) + "?…";
  }

  /** Every value with its source, for {@code croft config}. */
  public List<Described> describe() {
    return described;
  }
}
