package croft.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Raw values with their sources: flags over variables over a file over defaults. */
final class Values {
  /** A value as it was given. */
  record Given(String value, String source) {}

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

  static Values of(
      Map<Setting, String> defaults,
      @Nullable Path file,
      Map<String, String> environment,
      Map<Setting, String> flags) {
    Values values = new Values();
    defaults.forEach((setting, value) -> values.set(setting, value, "default"));
    if (file != null) {
      values.read(file);
    }
    for (Setting setting : Setting.values()) {
      String variable = environment.get(setting.variable());
      if (variable != null) {
        values.set(setting, variable, setting.variable());
      }
    }
    flags.forEach((setting, value) -> values.set(setting, value, setting.flag()));
    return values;
  }

  private void read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
    Map<String, Setting> known = new LinkedHashMap<>();
    Stream.of(Setting.values()).forEach(setting -> known.put(setting.key(), setting));
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      Setting setting = known.get(name);
      if (setting == null) {
        throw new ConfigException(
            "%s has '%s', which is no setting; known are %s"
                .formatted(file, name, String.join(", ", known.keySet())));
      }
      set(setting, properties.getProperty(name).strip(), file.toString());
    }
  }

  private void set(Setting setting, String value, String source) {
    given.put(setting, new Given(value, source));
  }

  Given get(Setting setting) {
    Given value = given.get(setting);
    if (value == null) {
      throw new IllegalStateException(setting + " has no default");
    }
    return value;
  }

  String text(Setting setting) {
    return get(setting).value();
  }

  ConfigException wrong(Setting setting, String must) {
    Given value = get(setting);
    return new ConfigException(
        "%s is '%s' (from %s); it must be %s"
            .formatted(
                setting.key(), setting.isSecret() ? "…" : value.value(), value.source(), must));
  }
}
