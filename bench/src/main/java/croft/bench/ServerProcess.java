package croft.bench;

import croft.server.Server;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The farm under test, in a process of its own: an embedded database and a server. Says where they
 * are in one line and ends when its input ends.
 */
final class ServerProcess {
  private ServerProcess() {}

  /** Runs until standard input ends; the argument is the data folder. */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(data.resolve("postgres"), Options.defaults())) {
      Map<Setting, String> flags = new EnumMap<>(Setting.class);
      flags.put(Setting.DATA, data.toString());
      flags.put(Setting.PORT, "0");
      flags.put(Setting.DATABASE_URL, postgres.jdbcUrl());
      flags.put(Setting.DATABASE_USER, postgres.user());
      flags.put(Setting.DATABASE_PASSWORD, postgres.password());
      try (Server server = Server.start(ServerConfig.load(null, Map.of(), flags))) {
        System.out.println(
            String.join(
                " ",
                server.url().toString(),
                Files.readString(server.tokenFile()).strip(),
                Long.toString(postgres.pid()),
                postgres.jdbcUrl(),
                postgres.user(),
                postgres.password()));
        System.out.flush();
        while (System.in.read() >= 0) {
          // Whoever started this holds the other end.
        }
      }
    }
  }
}
