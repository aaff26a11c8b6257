package croft.testing.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestDatabaseTest {
  @ParameterizedTest
  @EnumSource
  void everyServerHasTheFarmsSchema(TestServer server) throws SQLException {
    try (TestDatabase db = TestDatabase.migrated(server)) {
      assertThat(db.database().schemaVersion().number()).isPositive();
      assertThat(read(db, "select count(*) from graph")).isEqualTo("0");
    }
  }

  @Test
  void oneDatabaseDoesNotSeeWhatIsInAnother() throws SQLException {
    try (TestDatabase one = TestDatabase.migrated();
        TestDatabase other = TestDatabase.migrated()) {
      one.execute("create table only_here ()");
      assertThat(read(other, "select to_regclass('only_here') is null")).isEqualTo("t");
    }
  }

  @Test
  void theDurableServerIsDurable() throws SQLException {
    try (TestDatabase db = TestDatabase.empty(TestServer.DURABLE)) {
      assertThat(read(db, "show fsync")).isEqualTo("on");
    }
  }

  private static String read(TestDatabase db, String query) throws SQLException {
    try (Connection connection = db.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
