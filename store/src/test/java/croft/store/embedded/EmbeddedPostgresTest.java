package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path folder;

  private Path data = Path.of("/nowhere");

  @BeforeEach
  void chooseDirectory() throws Exception {
    data = folder.toRealPath().resolve("data");
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    if (Files.exists(data.resolve("cluster"))) {
      assertThat(Postmaster.processes(cluster())).isEmpty();
    }
  }

  @Test
  void whatWasCommittedIsThereAfterARestart() throws Exception {
    try (var server = EmbeddedPostgres.start(data, Options.defaults())) {
      run(server, "create table kept (number int)", "insert into kept values (1)");
    }
    try (var server = EmbeddedPostgres.start(data, Options.defaults())) {
      assertThat(read(server, "select number from kept")).isEqualTo("1");
    }
  }

  @Test
  void itIsDurableAndTheSameOnEveryMachine() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      for (String setting :
          List.of("fsync", "full_page_writes", "synchronous_commit", "data_checksums")) {
        assertThat(read(server, "show " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(read(server, "show server_encoding")).isEqualTo("UTF8");
      assertThat(
              read(
                  server,
                  "select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()"))
          .isEqualTo("b C.UTF-8");
    }
  }

  @Test
  void nobodyGetsInWithoutThePassword() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      assertThat(read(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      for (String user : List.of(server.user(), "postgres")) {
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), user, "guess"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      }
    }
  }

  @Test
  void theFarmIsNoSuperuserButMayMakeDatabases() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      assertThat(
              read(
                  server,
                  "select rolsuper || ' ' || rolcreatedb from pg_roles where rolname = current_user"))
          .isEqualTo("false true");
    }
  }

  @Test
  void onlyTheOwnerReadsItsFiles() throws Exception {
    copy();
    EmbeddedPostgres.start(data, Options.defaults()).stop();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        assertThat(Files.getPosixFilePermissions(file))
            .as(file.toString())
            .doesNotContain(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_WRITE);
      }
    }
  }

  @Test
  void itRefusesToRunWhenWhatItAcknowledgesCouldBeLost() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      run(server, "alter role croft set synchronous_commit = off");
    }
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, Options.defaults()))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("synchronous_commit is 'off'")
        .hasMessageContaining("Set it to 'on'");
  }

  @Test
  void aSecondFarmOnTheSameDirectoryIsRefused() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(data, Options.defaults()))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(read(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void itTakesItsLastPortAgainUnlessAnotherProgramHasIt() throws Exception {
    int first = startAndStop(copy());
    assertThat(startAndStop(data)).isEqualTo(first);
    try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(startAndStop(data)).isNotEqualTo(first);
    }
  }

  @Test
  void aGivenPortThatIsTakenIsAnError() throws Exception {
    copy();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Options options = Options.defaults().withPort(taken.getLocalPort());
      assertThatThrownBy(() -> EmbeddedPostgres.start(data, options))
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("taken by another program");
    }
  }

  @Test
  void aServerThatDiesIsStartedAgainOnTheSamePort() throws Exception {
    try (var server = EmbeddedPostgres.start(copy(), Options.defaults())) {
      String url = server.jdbcUrl();
      long before = server.pid();
      run(server, "create table kept (number int)", "insert into kept values (1)");
      server.kill();
      awaitNewProcess(server, before);
      assertThat(server.jdbcUrl()).isEqualTo(url);
      assertThat(read(server, "select number from kept")).isEqualTo("1");
    }
  }

  @Test
  void aProcessIdThatNowBelongsToAnotherProgramIsNotMistakenForAServer() throws Exception {
    copy();
    RunAs user = RunAs.forCluster(data, data.resolve("cluster"));
    // Of the same user: PostgreSQL itself would refuse to start because of it.
    Process other = new ProcessBuilder(user.command(List.of("sleep", "600"))).start();
    try {
      Path stale = data.resolve("cluster/postmaster.pid");
      Files.writeString(
          stale,
          "%d\n/proc/self/cwd\n1\n5432\n\n127.0.0.1\n  1  1\nready\n".formatted(other.pid()));
      user.own(stale);
      try (var server = EmbeddedPostgres.start(data, Options.defaults())) {
        assertThat(read(server, "select 1")).isEqualTo("1");
      }
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aHalfMadeClusterIsMadeAnew() throws Exception {
    Path half = Files.createDirectories(data.resolve("cluster.part/base"));
    Files.writeString(half.resolve("1"), "half");
    try (var server = EmbeddedPostgres.start(data, Options.defaults())) {
      assertThat(read(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void aClusterOfAnotherVersionIsNotTouched() throws Exception {
    copy();
    Files.writeString(data.resolve("cluster/PG_VERSION"), "17\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, Options.defaults()))
        .hasMessageContaining("made by PostgreSQL 17, but this program brings PostgreSQL 18")
        .hasMessageContaining("backup");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() {
    assertThatThrownBy(() -> EmbeddedPostgres.start(Path.of("/proc/croft"), Options.defaults()))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("/proc/croft")
        .hasMessageContaining("choose another data directory");
  }

  @Test
  void aSettingThatPostgresRefusesIsShownInItsOwnWords() throws Exception {
    copy();
    Options options = Options.defaults().withSettings(Map.of("shared_buffers", "plenty"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, options))
        .hasMessageContaining("shared_buffers")
        .hasMessageContaining("postgres.log");
    try (var server = EmbeddedPostgres.start(data, Options.defaults())) {
      assertThat(read(server, "show shared_buffers")).isEqualTo("128MB");
    }
  }

  @Test
  void stoppingTwiceIsStoppingOnce() throws Exception {
    var server = EmbeddedPostgres.start(copy(), Options.defaults());
    server.stop();
    server.stop();
    assertThat(server.isAlive()).isFalse();
  }

  private int startAndStop(Path directory) {
    try (var server = EmbeddedPostgres.start(directory, Options.defaults())) {
      return server.port();
    }
  }

  private Path copy() throws Exception {
    return MadeCluster.copyTo(data);
  }

  private Cluster cluster() throws Exception {
    return new Cluster(
        data,
        RunAs.forCluster(data, data.resolve("cluster")),
        new PostgresBinaries(Path.of("/nowhere"), 18));
  }

  private static void awaitNewProcess(EmbeddedPostgres server, long before) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (server.pid() == before && System.nanoTime() < end) {
      Pause.shortly();
    }
    assertThat(server.pid()).isNotEqualTo(before);
  }

  private static void run(EmbeddedPostgres server, String... statements) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
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
