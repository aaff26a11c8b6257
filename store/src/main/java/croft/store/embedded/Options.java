package croft.store.embedded;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run an embedded server.
 *
 * @param port the port, or 0 for any free one (the one of the last start, if it still is)
 * @param durable false only for tests that may lose everything: no fsync, and faster
 * @param stopOnExit whether the server is stopped when this program ends without a stop; leave it
 *     to the caller when there is an order to keep
 * @param programs where unpacked programs are kept for all clusters of this user, or null for the
 *     usual place: {@code /var/cache/croft} for root, {@code ~/.cache/croft} for others
 * @param installed the folder of an installed PostgreSQL to run instead, or null for the one that
 *     this program brings
 * @param settings PostgreSQL settings that replace or complete the farm's own
 */
public record Options(
    int port,
    boolean durable,
    boolean stopOnExit,
    @Nullable Path programs,
    @Nullable Path installed,
    Map<String, String> settings) {
  public Options {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, was " + port);
    }
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (!setting.getKey().matches("[a-z_.]+")
          || setting.getValue().matches("(?s).*['\\\\\n].*")) {
        throw new IllegalArgumentException("not a setting of PostgreSQL: " + setting);
      }
    }
    settings = Map.copyOf(settings);
  }

  /** Durable, on a free port, stopped by the caller. */
  public static Options defaults() {
    return new Options(0, true, false, null, null, Map.of());
  }

  public Options withPort(int port) {
    return new Options(port, durable, stopOnExit, programs, installed, settings);
  }

  /** For tests only: a crash of the machine may destroy the database. */
  public Options withoutDurability() {
    return new Options(port, false, stopOnExit, programs, installed, settings);
  }

  public Options withStopOnExit() {
    return new Options(port, durable, true, programs, installed, settings);
  }

  public Options withPrograms(Path programs) {
    return new Options(port, durable, stopOnExit, programs, installed, settings);
  }

  public Options withInstalled(Path installed) {
    return new Options(port, durable, stopOnExit, programs, installed, settings);
  }

  public Options withSettings(Map<String, String> settings) {
    return new Options(port, durable, stopOnExit, programs, installed, settings);
  }
}
