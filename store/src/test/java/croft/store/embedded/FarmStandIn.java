package croft.store.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/**
 * A program of its own that does what a farm does with its server: starts it, then commits row
 * after row, and says each number once it is committed. It never stops: it is there to be killed.
 */
final class FarmStandIn {
  private FarmStandIn() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.defaults().withPrograms(Path.of(arguments[1]));
    var server = EmbeddedPostgres.start(Path.of(arguments[0]), options);
    say("pid " + server.pid());
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists kept (number int primary key)");
      for (int number = 1; ; number++) {
        statement.execute("insert into kept values (" + number + ")");
        say("committed " + number);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
