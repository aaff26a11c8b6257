package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A farm that is killed, with or without its PostgreSQL, while it commits row after row. */
class KilledFarmTest {
  private static final int COMMITS = 50;

  /** The user that owns nothing. */
  private static final RunAs NOBODY = new RunAs(65_534, 65_534, true);

  @TempDir Path folder;

  private Path data = Path.of("/nowhere");

  @BeforeEach
  void makeData() throws Exception {
    data = MadeCluster.copyTo(folder.toRealPath().resolve("data"));
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    Cluster cluster =
        new Cluster(
            data,
            RunAs.forCluster(data, data.resolve("cluster")),
            new PostgresBinaries(programs(), 18));
    List<Long> left = Postmaster.processes(cluster);
    for (long pid : left) {
      Postmaster.signal(pid, "KILL");
    }
    assertThat(left).isEmpty();
  }

  @Test
  void theNextFarmTakesOverTheServerOfOneThatWasKilled() throws Exception {
    try (FarmProcess farm = FarmProcess.start(data, programs())) {
      farm.awaitCommits(COMMITS);
      int committed = farm.kill();
      try (var server = EmbeddedPostgres.start(data, options())) {
        assertThat(server.pid()).isEqualTo(farm.postgres());
        assertNothingIsLost(server, committed);
      }
    }
  }

  @Test
  void aServerLeftBehindWithOtherSettingsIsStoppedFirst() throws Exception {
    try (FarmProcess farm = FarmProcess.start(data, programs())) {
      farm.awaitCommits(COMMITS);
      int committed = farm.kill();
      try (var server =
          EmbeddedPostgres.start(data, options().withSettings(Map.of("work_mem", "9MB")))) {
        assertThat(server.pid()).isNotEqualTo(farm.postgres());
        assertThat(read(server, "show work_mem")).isEqualTo("9MB");
        assertNothingIsLost(server, committed);
      }
    }
  }

  @Test
  void nothingIsLostWhenFarmAndServerAreKilledTogether() throws Exception {
    try (FarmProcess farm = FarmProcess.start(data, programs())) {
      farm.awaitCommits(COMMITS);
      ProcessHandle.of(farm.postgres()).ifPresent(ProcessHandle::destroyForcibly);
      int committed = farm.kill();
      try (var server = EmbeddedPostgres.start(data, options())) {
        assertThat(server.pid()).isNotEqualTo(farm.postgres());
        assertNothingIsLost(server, committed);
      }
    }
  }

  @Test
  void nothingIsLostWhenAServerIsKilledUnderItsWriter() throws Exception {
    try (var server = EmbeddedPostgres.start(data, options())) {
      int committed = 0;
      try (Connection connection = connect(server);
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept (number int primary key)");
        for (int number = 1; number <= 10 * COMMITS; number++) {
          if (number == COMMITS) {
            server.kill();
          }
          statement.execute("insert into kept values (" + number + ")");
          committed = number;
        }
      } catch (SQLException killed) {
        // Told by a child that saw its parent die, or by the broken connection.
        assertThat(killed.getSQLState()).matches("57P01|08...");
      }
      assertThat(committed).isGreaterThanOrEqualTo(COMMITS - 1).isLessThan(10 * COMMITS);
      awaitAnswer(server);
      assertNothingIsLost(server, committed);
    }
  }

  @Test
  void aPlainUserRunsItAsItself() throws Exception {
    assumeThat(RunAs.self().uid()).as("only root can become another user").isZero();
    MadeCluster.run("chown", "-R", NOBODY.uid() + ":" + NOBODY.gid(), data.toString());
    // JUnit's folder is for its owner only.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    String classPath = readableByAll();
    try (FarmProcess farm =
        FarmProcess.start(data, programs(), NOBODY.command(List.of()), classPath)) {
      farm.awaitCommits(COMMITS);
      assertThat((int) Files.getAttribute(Path.of("/proc/" + farm.postgres()), "unix:uid"))
          .isEqualTo(NOBODY.uid());
      int committed = farm.kill();
      // Root takes over what belongs to another user, and leaves it to that user.
      try (var server = EmbeddedPostgres.start(data, options())) {
        assertNothingIsLost(server, committed);
      }
      try (FarmProcess again =
          FarmProcess.start(data, programs(), NOBODY.command(List.of()), classPath)) {
        again.kill();
        EmbeddedPostgres.start(data, options()).stop();
      }
    }
  }

  private static Path programs() {
    return Programs.folder(Path.of("/nonexistent"));
  }

  private static Options options() {
    return Options.defaults();
  }

  /** The class path, copied to where another user can read it. */
  private String readableByAll() throws Exception {
    Path copies = Files.createDirectories(folder.resolve("class-path"));
    int number = 0;
    for (String entry : FarmProcess.classPath().split(File.pathSeparator)) {
      if (Files.exists(Path.of(entry))) {
        Path copy = copies.resolve(number++ + "-" + Path.of(entry).getFileName());
        if (!Files.exists(copy)) {
          MadeCluster.run("cp", "-rL", entry, copy.toString());
        }
      }
    }
    try (Stream<Path> all = Files.list(copies)) {
      return all.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  private static void assertNothingIsLost(EmbeddedPostgres server, int committed)
      throws SQLException {
    assertThat(committed).isPositive();
    assertThat(
            Integer.parseInt(
                read(server, "select count(*) from kept where number <= " + committed)))
        .isEqualTo(committed);
  }

  private static void awaitAnswer(EmbeddedPostgres server) throws SQLException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        read(server, "select 1");
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Pause.shortly();
      }
    }
  }

  private static String read(EmbeddedPostgres server, String query) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }
}
