package croft.cli.settings;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one command: default, then the file {@code settings.properties} in the home
 * folder ({@code $CROFT_HOME}, else {@code ~/.croft}), then variables, then flags.
 */
public final class Settings {
  /**
   * What holds, and why.
   *
   * @param setting which one
   * @param text its value; null if there is none
   * @param source where it comes from, for people
   */
  public record Value(Setting setting, @Nullable String text, String source) {}

  public static final String FILE = "settings.properties";

  /** In the data folder of a running farm: its address in one line. */
  public static final String ADDRESS_FILE = "address";

  /** In the data folder of a farm: the token that may do everything. */
  public static final String TOKEN_FILE = "admin.token";

  public static final String DEFAULT_URL = "http://127.0.0.1:8080";
  private static final int SMALL_FILE_MAX = 4_096;

  private final Path home;
  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  private Settings(Path home) {
    this.home = home;
  }

  /**
   * Finds them all.
   *
   * @param flags what was given on the command line
   * @throws Fault if the settings file cannot be read
   */
  public static Settings of(Surroundings around, Map<Setting, String> flags) {
    String variable = around.variable("CROFT_HOME");
    Path home = variable == null ? around.home().resolve(".croft") : Path.of(variable);
    var settings = new Settings(around.folder().resolve(home));
    Properties file = settings.readFile();
    for (Setting setting : Setting.values()) {
      settings.values.put(setting, settings.find(setting, around, file, flags));
    }
    return settings;
  }

  private Properties readFile() {
    var properties = new Properties();
    Path file = home.resolve(FILE);
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new Fault(
          ExitCode.USAGE,
          "cannot read " + file + ": " + e.getMessage(),
          "It holds lines such as: url = http://farm:8080",
          e);
    }
    for (String name : properties.stringPropertyNames()) {
      if (List.of(Setting.values()).stream().noneMatch(s -> s.text().equals(name))) {
        throw Fault.usage(
            file + " sets '" + name + "', which is unknown",
            "Known are url, token, project, color and data.");
      }
    }
    return properties;
  }

  private Value find(
      Setting setting, Surroundings around, Properties file, Map<Setting, String> flags) {
    String flag = flags.get(setting);
    if (flag != null) {
      return new Value(setting, flag, "--" + setting.text());
    }
    String variable = around.variable(setting.variable());
    if (variable != null) {
      return new Value(setting, variable, setting.variable());
    }
    String line = file.getProperty(setting.text());
    if (line != null && !line.isBlank()) {
      return new Value(setting, line.strip(), home.resolve(FILE).toString());
    }
    return byDefault(setting);
  }

  // The order of the enum: the token depends on the address, and both on the data folder.
  private Value byDefault(Setting setting) {
    return switch (setting) {
      case PROJECT -> new Value(setting, "default", "default");
      case COLOR -> new Value(setting, "auto", "default");
      case DATA -> new Value(setting, home.toString(), "default");
      case URL, TOKEN -> new Value(setting, null, "default");
    };
  }

  public Path home() {
    return home;
  }

  /** Where a farm of one's own keeps its data. */
  public Path data() {
    return home.resolve(String.valueOf(value(Setting.DATA).text()));
  }

  /** The project that is meant. */
  public String project() {
    return String.valueOf(value(Setting.PROJECT).text());
  }

  /** {@code auto}, {@code always} or {@code never}, or what else someone wrote. */
  public String color() {
    return String.valueOf(value(Setting.COLOR).text());
  }

  /** Each setting's value and where it comes from. */
  public List<Value> all() {
    return List.of(
        url(), token(), value(Setting.PROJECT), value(Setting.COLOR), value(Setting.DATA));
  }

  private Value value(Setting setting) {
    Value value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting + " has no value");
    }
    return value;
  }

  private Value url() {
    Value given = value(Setting.URL);
    if (given.text() != null) {
      return given;
    }
    Path file = data().resolve(ADDRESS_FILE);
    String address = smallFile(file);
    return address == null
        ? new Value(Setting.URL, DEFAULT_URL, "default")
        : new Value(Setting.URL, address, file.toString());
  }

  /** The token to show, and where it was found; its text is null if there is none. */
  public Value token() {
    Value given = value(Setting.TOKEN);
    if (given.text() != null) {
      return given;
    }
    // A token found by itself is only ever shown to this machine: an address may come from a text
    // that someone else wrote.
    if (!isLoopback(address())) {
      return new Value(Setting.TOKEN, null, "none: the farm is on another machine");
    }
    Path file = data().resolve(TOKEN_FILE);
    String token = smallFile(file);
    return token == null
        ? new Value(Setting.TOKEN, null, "none: no file " + file)
        : new Value(Setting.TOKEN, token, file.toString());
  }

  /**
   * Where the farm is.
   *
   * @throws Fault if that is not an http or https address
   */
  public URI address() {
    Value url = url();
    String text = String.valueOf(url.text());
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, with where it came from.
    }
    throw Fault.usage(
        "'" + text + "' (from " + url.source() + ") is not the address of a farm",
        "Give one such as " + DEFAULT_URL + ".");
  }

  private static boolean isLoopback(URI uri) {
    String host = uri.getHost();
    return host != null
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127(\\.\\d{1,3}){3}"));
  }

  private static @Nullable String smallFile(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > SMALL_FILE_MAX) {
        return null;
      }
      String text = Files.readString(file).strip();
      return text.isEmpty() ? null : text;
    } catch (IOException e) {
      return null;
    }
  }
}
