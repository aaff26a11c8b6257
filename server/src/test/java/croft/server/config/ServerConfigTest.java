package croft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path folder;

  @Test
  void flagsWinOverVariablesOverTheFileOverDefaults() throws IOException {
    Path file = folder.resolve("croft.properties");
    Files.writeString(file, "port=1001\nlease=PT20S\ndata=/from/file\n");
    ServerConfig config =
        ServerConfig.load(
            file,
            Map.of("CROFT_PORT", "1002", "CROFT_DATA", "/from/variable"),
            Map.of(Setting.PORT, "1003"));
    assertThat(config.http().port()).isEqualTo(1003);
    assertThat(config.data()).isEqualTo(Path.of("/from/variable"));
    assertThat(config.contents()).isEqualTo(Path.of("/from/variable/contents"));
    assertThat(config.lease()).hasSeconds(20);
    assertThat(config.http().isOpen()).isFalse();
    assertThat(config.describe())
        .contains(
            new ServerConfig.Described(Setting.PORT, "1003", "--port"),
            new ServerConfig.Described(Setting.DATA, "/from/variable", "CROFT_DATA"),
            new ServerConfig.Described(Setting.LEASE, "PT20S", file.toString()),
            new ServerConfig.Described(Setting.BIND, "127.0.0.1", "default"));
  }

  @Test
  void aWrongValueIsNamedWithItsSourceAndWhatWouldDo() {
    assertThatThrownBy(() -> ServerConfig.load(null, Map.of("CROFT_PORT", "http"), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("port is 'http' (from CROFT_PORT); it must be a number from 0 to 65535");
    assertThatThrownBy(() -> ServerConfig.load(null, Map.of(), Map.of(Setting.LEASE, "30 seconds")))
        .hasMessageContaining("lease is '30 seconds' (from --lease)");
  }

  @Test
  void poolsHavePricesByName() {
    PoolPrices prices =
        ServerConfig.load(null, Map.of(), Map.of(Setting.POOL_PRICES, "linux=0.04, mac = 0.2, *=0"))
            .prices();
    assertThat(prices.of("linux")).hasValue(0.04);
    assertThat(prices.of("mac")).hasValue(0.2);
    assertThat(prices.of("gpu")).hasValue(0);
    assertThat(PoolPrices.NONE.of("linux")).isEmpty();
    for (String wrong : List.of("linux", "linux=", "=1", "a=-1", "a=NaN", "a=1,a=2", "a=1,")) {
      assertThatThrownBy(
              () -> ServerConfig.load(null, Map.of(), Map.of(Setting.POOL_PRICES, wrong)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("pool.prices is '" + wrong + "'");
    }
  }

  @Test
  void anUnknownNameInTheFileIsRefused() throws IOException {
    Path file = folder.resolve("croft.properties");
    Files.writeString(file, "prot=1001\n");
    assertThatThrownBy(() -> ServerConfig.load(file, Map.of(), Map.of()))
        .hasMessageContaining("has 'prot', which is no setting; known are data, bind, port");
  }

  @Test
  void secretsAreNotShown() {
    ServerConfig config =
        ServerConfig.load(
            null,
            Map.of(
                "CROFT_DATABASE_URL", "jdbc:postgresql://db/croft?password=secret",
                "CROFT_DATABASE_PASSWORD", "secret"),
            Map.of());
    assertThat(config.database()).isNotNull();
    assertThat(config.toString() + config.describe()).doesNotContain("secret");
  }

  @Test
  void listeningForOtherMachinesIsSeen() {
    assertThat(ServerConfig.load(null, Map.of("CROFT_BIND", "0.0.0.0"), Map.of()).http().isOpen())
        .isTrue();
  }
}
