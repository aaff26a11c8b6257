package croft.testing.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.store.backup.Backup;
import croft.store.backup.BackupException;
import croft.store.backup.Progress;
import croft.store.backup.Restore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupTest {
  /** Graphs two months apart, so that they are in different partitions. */
  private static final long OLD = 1_048_576_000_000L;

  private static final long NEW = 8_048_576_000_000L;

  /** One of everything that is hard to carry. */
  private static final String[] EVERYTHING = {
    "create type colour as enum ('red', 'dark blue')",
    """
    create table everything (
      id int generated always as identity primary key,
      words text[], maybe text, octets bytea, colour colour, colours colour[], token uuid, data jsonb,
      at timestamptz, took interval, wide bigint, exact numeric, rough double precision, grid int[][],
      twice bigint generated always as (wide / 2) stored, xid xid8 default pg_current_xact_id())
    """,
    """
    insert into everything
      (words, maybe, octets, colour, colours, token, data, at, took, wide, exact, rough, grid)
    values
      ('{}', null, null, null, null, null, null, null, null, null, null, null, null),
      (array['', 'a,b', '{}', 'null', null, 'ü€😀', 'x"y\\z'], '', '\\x', 'dark blue', '{red,"dark blue"}',
       '11111111-2222-3333-4444-555555555555', '{"a": [1, null, "\\u20ac"]}', '2026-02-03 04:05:06.789012+02',
       '1 mon 2 days 03:04:05.678', 9223372036854775807, 1e-30, 0.1, '{{1,2},{3,null}}'),
      (null, E'tab\\t line\\n return\\r back\\\\ \\\\N \\\\.', decode('00ff5c0a0d09', 'hex'), 'red', '{}', null,
       'null', 'infinity', '-1 year', -9223372036854775808, 'NaN', '-Infinity', '{}')
    """
  };

  @AutoClose private static final TestDatabase farm = TestDatabase.migrated(TestServer.FAST);
  private static byte[] backup = {};

  @TempDir Path folder;

  @BeforeAll
  static void backUp() throws SQLException {
    fill(farm);
    backup = backUp(farm);
  }

  private static void fill(TestDatabase database) {
    database.execute(
        "select create_graph_partitions(%d, %d)".formatted(OLD, NEW),
        "insert into project (name) values ('Zürich'), ('')",
        "delete from project where name = ''");
    Rows.insert(database, "token", Map.of("name", "'admin'"));
    Rows.insert(database, "worker_session", Map.of("worker", "'w'"));
    for (long graph : List.of(OLD, NEW)) {
      String id = String.valueOf(graph);
      Rows.insert(database, "graph", Map.of("id", id, "project", "1", "state", "'running'"));
      Rows.insert(database, "graph_progress", Map.of("graph", id));
      Rows.insert(database, "event", Map.of("graph", id, "seq", "1"));
      Rows.insert(
          database,
          "job from unnest(array['running', 'ready']) with ordinality as given (state, number)",
          Map.of(
              "graph",
              id,
              "job",
              "number",
              "state",
              "given.state::job_state",
              "nonce",
              "'11111111-2222-3333-4444-555555555555'"));
    }
  }

  @ParameterizedTest
  @CsvSource({"FAST, FAST", "FAST, DEBIAN_15", "DEBIAN_15, FAST"})
  void whatIsRestoredIsWhatWasBackedUp(TestServer from, TestServer to) throws Exception {
    try (TestDatabase source = TestDatabase.migrated(from);
        TestDatabase target = TestDatabase.migrated(to)) {
      fill(source);
      source.execute(EVERYTHING);
      target.execute(Arrays.copyOf(EVERYTHING, 2));
      restore(target, backUp(source));
      Map<String, String> expected = contents(source);
      Map<String, String> found = contents(target);
      assertThat(expected.getOrDefault("everything", "").lines()).hasSize(3);
      // Fences change these two; the next test is about them.
      expected.keySet().removeAll(List.of("job", "worker_session"));
      assertThat(found).containsAllEntriesOf(expected);
    }
  }

  @Test
  void nobodyWhoClaimedSomethingBeforeCanReportIt() throws Exception {
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      restore(target, backup);
      assertThat(read(target, "select count(*) from job")).isEqualTo("4");
      assertThat(
              read(
                  target,
                  "select count(*) from job where state = 'running' and nonce::text like '11111111%'"))
          .isEqualTo("0");
      assertThat(read(target, "select count(*) from worker_session")).isEqualTo("1");
      assertThat(read(target, "select count(*) from worker_session where ended_at is null"))
          .isEqualTo("0");
    }
  }

  @Test
  void aDatabaseWithNothingInItGetsTheSchemaFirst() throws Exception {
    try (TestDatabase target = TestDatabase.empty(TestServer.FAST)) {
      restore(target, backup);
      assertThat(contents(target).get("graph")).isEqualTo(contents(farm).get("graph"));
    }
  }

  @Test
  void numbersGoOnWhereTheyWere() throws Exception {
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      restore(target, backup);
      target.execute("insert into project (name) values ('next')");
      assertThat(read(target, "select id from project where name = 'next'")).isEqualTo("4");
    }
  }

  @Test
  void manyRowsPassThroughLittleMemory() throws Exception {
    try (TestDatabase source = TestDatabase.migrated(TestServer.FAST);
        TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      source.execute("select create_graph_partitions(%1$d, %1$d)".formatted(OLD));
      Rows.insert(
          source,
          "job_detail from generate_series(1, 200000) as number",
          Map.of("graph", "" + OLD, "job", "number", "key", "repeat('key/', 20) || number"));
      Path file = folder.resolve("backup.zip");
      Backup.Summary written = Backup.toFile(source.database(), file, Progress.none());
      assertThat(written.rows()).isGreaterThanOrEqualTo(200_000);
      assertThat(Files.size(file)).isLessThan(written.bytes() / 3);
      assertThat(Restore.fromFile(target.database(), file, Progress.none())).isEqualTo(written);
      assertThat(read(target, "select count(*) from job_detail")).isEqualTo("200000");
    }
  }

  @Test
  void aDatabaseInUseIsRefused() throws Exception {
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      target.execute("insert into token (name, digest) values ('mine', '\\x01')");
      assertThatThrownBy(() -> restore(target, backup))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("The database is in use: its table token has rows");
      assertThat(read(target, "select count(*) from graph")).isEqualTo("0");
      assertThat(read(target, "select name from token")).isEqualTo("mine");
    }
  }

  @Test
  void aBackupCutAtAnyPlaceRestoresNothing() throws Exception {
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      List<Integer> lengths = new ArrayList<>(List.of(1, backup.length - 1, backup.length - 100));
      for (int tenth = 0; tenth < 10; tenth++) {
        lengths.add(backup.length * tenth / 10);
      }
      for (int length : lengths) {
        byte[] cut = Arrays.copyOf(backup, length);
        assertThatThrownBy(() -> restore(target, cut))
            .as("%d of %d bytes", length, backup.length)
            .isInstanceOf(BackupException.class);
        assertThat(read(target, "select count(*) from graph")).isEqualTo("0");
        assertThat(read(target, "select name from project")).isEqualTo("default");
      }
      restore(target, backup);
    }
  }

  @Test
  void aChangedRowIsNoticed() throws Exception {
    byte[] changed =
        rewrite(
            Map.of(
                "tables/project.copy",
                text -> text.replace("Zürich", "Zurich").getBytes(StandardCharsets.UTF_8)));
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      assertThatThrownBy(() -> restore(target, changed))
          .hasMessageContaining("tables/project.copy is not what was written");
      assertThat(read(target, "select count(*) from graph")).isEqualTo("0");
    }
  }

  @Test
  void aBackupOfALaterVersionIsRefused() throws Exception {
    byte[] later =
        rewrite(
            Map.of(
                "header.txt",
                text ->
                    text.replaceAll("schema\t\\d+", "schema\t999")
                        .getBytes(StandardCharsets.UTF_8)));
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      assertThatThrownBy(() -> restore(target, later))
          .hasMessageContaining("schema version 999; this program knows")
          .hasMessageContaining("or a newer one");
    }
  }

  @Test
  void aFileThatIsNoBackupIsRefused() throws Exception {
    try (TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      assertThatThrownBy(() -> restore(target, "hello".getBytes(StandardCharsets.UTF_8)))
          .hasMessageContaining("no backup of a farm");
    }
  }

  @Test
  void aFullDiskLeavesNoHalfBackup() {
    OutputStream full =
        new OutputStream() {
          private int room = 2_000;

          @Override
          public void write(int octet) throws IOException {
            if (room-- == 0) {
              throw new IOException("No space left on device");
            }
          }
        };
    assertThatThrownBy(
            () -> {
              try (Connection connection = farm.database().longConnection("backup")) {
                Backup.write(connection, full, Progress.none());
              }
            })
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("Free some space");
    Path nowhere = folder.resolve("no-folder/backup.zip");
    assertThatThrownBy(() -> Backup.toFile(farm.database(), nowhere, Progress.none()))
        .hasMessageContaining("no-folder");
  }

  @Test
  void aBackupIsOneMoment() throws Exception {
    try (TestDatabase source = TestDatabase.migrated(TestServer.FAST);
        TestDatabase target = TestDatabase.migrated(TestServer.FAST)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Connection connection = source.database().longConnection("backup")) {
        // Whatever is committed after the first table was read is not in it.
        Backup.write(
            connection,
            out,
            (_, _, _) -> source.execute("insert into project (name) values (gen_random_uuid())"));
      }
      restore(target, out.toByteArray());
      assertThat(read(target, "select count(*) from project")).isEqualTo("1");
      assertThat(read(source, "select count(*) > 5 from project")).isEqualTo("t");
    }
  }

  private interface Change {
    byte[] of(String text);
  }

  /** The backup with some of its entries changed, and everything else as it was. */
  private static byte[] rewrite(Map<String, Change> changes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(backup));
        ZipOutputStream to = new ZipOutputStream(out)) {
      ZipEntry entry;
      while ((entry = from.getNextEntry()) != null) {
        byte[] bytes = from.readAllBytes();
        Change change = changes.get(entry.getName());
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(change == null ? bytes : change.of(new String(bytes, StandardCharsets.UTF_8)));
        to.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] backUp(TestDatabase source) throws SQLException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Connection connection = source.database().longConnection("backup")) {
      Backup.write(connection, out, Progress.none());
    }
    return out.toByteArray();
  }

  private static void restore(TestDatabase target, byte[] archive) {
    InputStream in = new ByteArrayInputStream(archive);
    Restore.read(target.database(), in, Progress.none());
  }

  /** All rows of all tables as text, sorted; without transaction numbers. */
  private static Map<String, String> contents(TestDatabase database) throws SQLException {
    Map<String, String> contents = new LinkedHashMap<>();
    String tables =
        read(
            database,
            """
            select string_agg(relname, ',') from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
              and not relispartition and relname <> 'flyway_schema_history'
            """);
    for (String table : tables.split(",")) {
      contents.put(
          table,
          read(
              database,
              """
              select string_agg(row, E'\\n' order by row)
              from (select (to_jsonb(t) - 'xid')::text collate "C" from %s t) as rows (row)
              """
                  .formatted(table)));
    }
    return contents;
  }

  private static String read(TestDatabase database, String query) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      try (ResultSet row = statement.executeQuery(query)) {
        row.next();
        return row.getString(1) == null ? "" : row.getString(1);
      }
    }
  }
}
