package croft.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.cli.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(folder.resolve(".croft"));
  }

  private Settings settings(Map<Setting, String> flags, String... environment) {
    Streams streams = new Streams(folder);
    for (int i = 0; i < environment.length; i += 2) {
      streams.with(environment[i], environment[i + 1]);
    }
    return Settings.of(streams.surroundings(), flags);
  }

  @Test
  void aFlagWinsOverAVariableAndThatOverTheFile() throws IOException {
    assertThat(settings(Map.of()).project()).isEqualTo("default");
    Files.writeString(home.resolve("settings.properties"), "project = from-file\n");
    assertThat(settings(Map.of()).project()).isEqualTo("from-file");
    assertThat(settings(Map.of(), "CROFT_PROJECT", "from-variable").project())
        .isEqualTo("from-variable");
    assertThat(settings(Map.of(Setting.PROJECT, "from-flag"), "CROFT_PROJECT", "x").project())
        .isEqualTo("from-flag");
  }

  @Test
  void theFarmThatRunsHereIsFoundWithItsToken() throws IOException {
    Files.writeString(home.resolve("address"), "http://127.0.0.1:4711\n");
    Files.writeString(home.resolve("admin.token"), "secret\n");
    assertThat(settings(Map.of()).address()).hasToString("http://127.0.0.1:4711");
    assertThat(settings(Map.of()).token())
        .isEqualTo(
            new Settings.Value(Setting.TOKEN, "secret", home.resolve("admin.token").toString()));
  }

  @Test
  void aTokenThatWasFoundIsNotShownToAnotherMachine() throws IOException {
    Files.writeString(home.resolve("admin.token"), "secret\n");
    assertThat(settings(Map.of(Setting.URL, "https://farm.example")).token().text()).isNull();
    assertThat(settings(Map.of(Setting.URL, "http://127.0.0.1.example.org")).token().text())
        .isNull();
    assertThat(settings(Map.of(Setting.URL, "http://localhost:1")).token().text())
        .isEqualTo("secret");
    assertThat(
            settings(Map.of(Setting.URL, "https://farm.example", Setting.TOKEN, "mine"))
                .token()
                .text())
        .isEqualTo("mine");
  }

  @Test
  void whatIsNotAnAddressIsRefusedWithItsSource() {
    assertThatThrownBy(() -> settings(Map.of(), "CROFT_URL", "farm:8080").address())
        .isInstanceOf(Fault.class)
        .hasMessage("'farm:8080' (from CROFT_URL) is not the address of a farm");
  }

  @Test
  void anUnknownSettingInTheFileIsRefused() throws IOException {
    Files.writeString(home.resolve("settings.properties"), "urk = http://x\n");
    assertThatThrownBy(() -> settings(Map.of()))
        .hasMessageContaining("sets 'urk', which is unknown");
  }
}
