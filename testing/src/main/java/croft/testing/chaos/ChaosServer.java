package croft.testing.chaos;

import croft.server.Server;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import croft.testing.harness.Child;
import java.util.EnumMap;
import java.util.Map;

/** A server of a farm with a database of its own, until its input ends. */
public final class ChaosServer {
  private ChaosServer() {}

  /** Arguments: settings, each as {@code NAME=VALUE}. */
  public static void main(String[] args) throws Exception {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (String arg : args) {
      int at = arg.indexOf('=');
      flags.put(Setting.valueOf(arg.substring(0, at)), arg.substring(at + 1));
    }
    try (Server server = Server.start(ServerConfig.load(null, Map.of(), flags))) {
      System.err.println("serving on " + server.url());
      Child.serveUntilUnwanted();
    }
  }
}
