package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A farm whose disk was full goes on when there is space again, with all that it acknowledged. */
class DiskFullTest {
  private static final int FAILURES = 20;
  private static final long GOES_ON_WITHIN_NANOS = 60_000_000_000L;

  @TempDir Path folder;
  private final AtomicInteger failedStarts = new AtomicInteger();
  private boolean mounted;

  @AfterEach
  void unmount() throws Exception {
    Logger.getLogger(EmbeddedPostgres.class.getName()).removeHandler(log);
    if (mounted) {
      assertThat(run("umount", folder.toString())).isZero();
    }
  }

  /** What the farm's operator reads of it. */
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getMessage().startsWith("cannot look after PostgreSQL")) {
            failedStarts.incrementAndGet();
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger(EmbeddedPostgres.class.getName()).addHandler(log);
  }

  @Test
  @Timeout(120)
  void whatWasCommittedSurvivesAFullDiskAndTheServerGoesOnWhenItIsFreed() throws Exception {
    mounted =
        run("mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", folder.toString()) == 0;
    assumeTrue(mounted, "a small file system of its own can be mounted by root only");
    Path ballast = folder.resolve("ballast");
    try (var server = EmbeddedPostgres.start(folder.resolve("data"), Options.defaults())) {
      insert(server, "create table kept (number serial, what text)");
      int kept = 0;
      int failures = 0;
      fill(ballast);
      while (failures < FAILURES) {
        try {
          insert(
              server,
              "insert into kept (what) select repeat('x', 900) from generate_series(1, 500)");
          kept += 500;
        } catch (SQLException _) {
          failures++;
        }
      }
      // Not even the log of changes can be written any more: the server ends, and cannot start.
      while (failedStarts.get() < 2) {
        try {
          insert(server, "select pg_logical_emit_message(true, 'full', repeat('x', 4000000))");
        } catch (SQLException _) {
          Pause.shortly();
        }
      }
      Files.delete(ballast);

      long end = System.nanoTime() + GOES_ON_WITHIN_NANOS;
      while (true) {
        try {
          insert(server, "insert into kept (what) values ('again')");
          break;
        } catch (SQLException e) {
          if (System.nanoTime() > end) {
            throw e;
          }
          Pause.shortly();
        }
      }
      assertThat(count(server)).isEqualTo(kept + 1);
    }
  }

  private static void fill(Path ballast) throws IOException {
    byte[] piece = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static void insert(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from kept")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
