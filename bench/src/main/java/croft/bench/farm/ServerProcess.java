package croft.bench.farm;

import croft.server.Server;
import croft.server.auth.AdminToken;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A server under test, in a process of its own; the first of a farm brings the embedded database
 * along. Says where they are in one line and ends when its input ends.
 */
final class ServerProcess {
  private ServerProcess() {}

  /**
   * Runs until standard input ends.
   *
   * @param args the data folder; for a further server of a farm also that of the first, and URL,
   *     user and password of the database
   */
  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.DATA, data.toString());
    flags.put(Setting.PORT, "0");
    if (args.length > 1) {
      Path first = Path.of(args[1]);
      Files.copy(first.resolve(AdminToken.FILE), data.resolve(AdminToken.FILE));
      flags.put(Setting.CONTENTS, first.resolve("contents").toString());
      serve(flags, 0, args[2], args[3], args[4]);
      return;
    }
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(data.resolve("postgres"), Options.defaults())) {
      serve(flags, postgres.pid(), postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
  }

  private static void serve(
      Map<Setting, String> flags, long postmaster, String url, String user, String password)
      throws IOException {
    flags.put(Setting.DATABASE_URL, url);
    flags.put(Setting.DATABASE_USER, user);
    flags.put(Setting.DATABASE_PASSWORD, password);
    try (Server server = Server.start(ServerConfig.load(null, Map.of(), flags))) {
      System.out.println(
          String.join(
              " ",
              server.url().toString(),
              Files.readString(server.tokenFile()).strip(),
              Long.toString(postmaster),
              url,
              user,
              password));
      System.out.flush();
      while (System.in.read() >= 0) {
        // Whoever started this holds the other end.
      }
    }
  }
}
