package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path folder;

  @Test
  void whatWasCommittedIsThereAfterARestart() throws Exception {
    Path data = folder.resolve("data");
    for (int round = 0; round < 2; round++) {
      try (var server = EmbeddedPostgres.start(data, Options.defaults());
          var connection =
              DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
          var statement = connection.createStatement()) {
        statement.execute("create table if not exists kept (number int)");
        statement.execute("insert into kept values (1)");
        try (var rows = statement.executeQuery("select count(*) from kept")) {
          rows.next();
          assertThat(rows.getInt(1)).isEqualTo(round + 1);
        }
      }
    }
  }
}
