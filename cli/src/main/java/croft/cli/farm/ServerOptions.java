package croft.cli.farm;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server is to run; each of these is also a variable and a line of a file. */
public final class ServerOptions {
  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Address to listen on; 0.0.0.0 for all (default: 127.0.0.1).")
  @Nullable String bind;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 for any free one (default: 8080).")
  @Nullable String port;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description =
          "jdbc:postgresql://… of a database of your own (default: one that comes along). User and"
              + " password: CROFT_DATABASE_USER, CROFT_DATABASE_PASSWORD.")
  @Nullable String database;

  @Option(
      names = "--contents",
      paramLabel = "DIR",
      description =
          "Logs, artifacts and files; several servers of one farm share it (default: below the data"
              + " folder).")
  @Nullable String contents;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings as lines NAME = VALUE (default: server.properties in ~/.croft).")
  @Nullable Path config;

  /** What was given, by the names of the server's settings. */
  Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    put(flags, "bind", bind);
    put(flags, "port", port);
    put(flags, "database.url", database);
    put(flags, "contents", contents);
    return flags;
  }

  private static void put(Map<String, String> flags, String name, @Nullable String value) {
    if (value != null) {
      flags.put(name, value);
    }
  }
}
