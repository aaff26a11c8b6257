package croft.testing.harness;

import croft.server.Server;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import java.util.Map;

/** A server with its own database, until its input ends. */
final class ServerChild {
  private ServerChild() {}

  /** Arguments: data folder, port, lease. */
  public static void main(String[] args) throws Exception {
    ServerConfig config =
        ServerConfig.load(
            null,
            Map.of(),
            Map.of(Setting.DATA, args[0], Setting.PORT, args[1], Setting.LEASE, args[2]));
    try (Server server = Server.start(config)) {
      System.err.println("serving on " + server.url());
      Child.serveUntilUnwanted();
    }
  }
}
