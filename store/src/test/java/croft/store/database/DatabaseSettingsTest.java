package croft.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatabaseSettingsTest {
  @Test
  void noSecretIsShown() {
    var settings =
        DatabaseSettings.of("jdbc:postgresql://db:5432/farm?password=hush", "me", "silence");
    assertThat(settings.toString()).doesNotContain("hush", "silence").contains("db:5432/farm");
    assertThat(settings.place()).isEqualTo("jdbc:postgresql://db:5432/farm");
  }

  @Test
  void anAddressOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> DatabaseSettings.of("postgres://me:hush@db/farm", "me", ""))
        .hasMessageContaining("must start with jdbc:postgresql:")
        .message()
        .doesNotContain("hush");
  }

  @Test
  void thePoolIsLimited() {
    var settings = DatabaseSettings.of("jdbc:postgresql:farm", "me", "");
    assertThatThrownBy(() -> settings.withPoolMax(25))
        .hasMessage("poolMax must be 1 to 24, was 25");
  }
}
