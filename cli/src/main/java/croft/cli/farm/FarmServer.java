package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.settings.Settings;
import croft.server.Server;
import croft.server.config.ConfigException;
import croft.server.config.ServerConfig;
import croft.server.config.Setting;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process. The only class of the command, with {@link FarmWorker}, that knows the
 * server's classes; it is loaded when one starts. While it runs its address is in a file of the
 * data folder, where the other commands find it.
 */
final class FarmServer implements AutoCloseable {
  private static final String CONFIG_FILE = "server.properties";

  private final Server server;
  private final Path address;

  private FarmServer(Server server, Path address) {
    this.server = server;
    this.address = address;
  }

  /**
   * Starts a server; returns when it is ready.
   *
   * @param flags by the names of the server's settings
   * @param file of settings; null for the one in the home folder, if there is one
   * @throws Fault if it cannot run like that
   */
  static FarmServer start(Shell shell, Map<String, String> flags, @Nullable Path file)
      throws IOException {
    ServerConfig config = config(shell, flags, file);
    Server server;
    try {
      server = Server.start(config);
    } catch (BindException e) {
      throw new Fault(
          ExitCode.USAGE,
          "cannot listen on %s port %d: %s"
              .formatted(
                  config.http().address().getHostAddress(), config.http().port(), e.getMessage()),
          "Does a farm run already? (croft graphs) Else choose another port with --port.",
          e);
    }
    Path address = config.data().resolve(Settings.ADDRESS_FILE);
    Path part = address.resolveSibling(Settings.ADDRESS_FILE + ".part");
    Files.writeString(part, server.url() + "\n");
    Files.move(part, address, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new FarmServer(server, address);
  }

  /** How it would run. */
  static ServerConfig config(Shell shell, Map<String, String> flags, @Nullable Path file) {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = flags.get(setting.key());
      if (value != null) {
        given.put(setting, value);
      }
    }
    // The commands and the server agree on the folder, wherever it was named.
    given.put(Setting.DATA, shell.settings().data().toString());
    Path usual = shell.settings().home().resolve(CONFIG_FILE);
    Path used = file != null ? shell.around().folder().resolve(file) : usual;
    try {
      return ServerConfig.load(
          file != null || Files.exists(usual) ? used : null, shell.around().environment(), given);
    } catch (ConfigException e) {
      throw new Fault(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "croft config --server shows all.", e);
    }
  }

  URI url() {
    return server.url();
  }

  Path tokenFile() {
    return server.tokenFile();
  }

  String token() throws IOException {
    return Files.readString(server.tokenFile(), StandardCharsets.UTF_8).strip();
  }

  /**
   * Where a browser shows the farm; whoever opens it is signed in. The token stands behind the
   * {@code #}, which browsers never send.
   */
  String webLink() throws IOException {
    return url() + "/#token=" + token();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(address);
    } catch (IOException e) {
      // Then commands find nobody there, and say so.
    }
    server.close();
  }

  /** Each setting's value and source, by name. */
  static Map<String, String[]> described(Shell shell, @Nullable Path file) {
    Map<String, String[]> all = new LinkedHashMap<>();
    for (ServerConfig.Described each : config(shell, Map.of(), file).describe()) {
      all.put(
          each.setting().key(),
          new String[] {
            each.value(), each.source(), each.setting().variable(), each.setting().description()
          });
    }
    return all;
  }
}
