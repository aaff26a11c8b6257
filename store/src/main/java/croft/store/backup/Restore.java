package croft.store.backup;

import croft.store.backup.Archive.Content;
import croft.store.backup.Archive.GraphRange;
import croft.store.backup.Archive.Header;
import croft.store.backup.Archive.Table;
import croft.store.database.Database;
import croft.store.database.DatabaseException;
import croft.store.database.SchemaVersion;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a backup into an empty database, in one transaction: all of it, or nothing. Claims that
 * were made before the backup, or after it, are fenced off: their workers' reports are refused.
 *
 * <p>The backup may come from another major version of PostgreSQL, newer or older, and from an
 * older version of the farm: the schema is made as it was then, and migrated after the rows are in.
 */
public final class Restore {
  private static final Logger log = LoggerFactory.getLogger(Restore.class);

  /** Rows that the migrations themselves put into an otherwise empty database. */
  private static final Map<String, Integer> SEEDED = Map.of("project", 1);

  private static final String PARTITIONS = "create_graph_partitions(bigint,bigint)";
  private static final String FENCE = "fence_all_claims()";

  private static final long PROGRESS_BYTES = 16L << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Connection connection;
  private final ZipInputStream zip;
  private final ZipTail tail;
  private final Progress progress;
  private final List<Content> contents = new ArrayList<>();
  private String at = "its beginning";

  private Restore(Connection connection, ZipInputStream zip, ZipTail tail, Progress progress) {
    this.connection = connection;
    this.zip = zip;
    this.tail = tail;
    this.progress = progress;
  }

  /** As {@link #read}, from a file. */
  public static Backup.Summary fromFile(Database database, Path file, Progress progress) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(database, in, progress);
    } catch (NoSuchFileException e) {
      throw new BackupException("There is no backup at %s.".formatted(file), e);
    } catch (IOException e) {
      throw new BackupException(
          "The backup at %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Restores a backup.
   *
   * @param database reachable, and without anything in it but, at most, the schema
   * @throws BackupException when the database is in use, or the backup is cut, damaged or of a
   *     version that this program does not know; the database then holds no rows of it
   */
  public static Backup.Summary read(Database database, InputStream in, Progress progress) {
    ZipTail tail = new ZipTail(in);
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(tail, BUFFER_BYTES));
    try (Connection connection = database.longConnection("restore")) {
      Restore restore = new Restore(connection, zip, tail, progress);
      Backup.Summary summary = restore.read(database);
      restore.analyze();
      database.migrate();
      return summary;
    } catch (SQLException e) {
      throw new BackupException(
          "The backup could not be restored, because the database failed: %s. Nothing was restored; make the database well, then restore again."
              .formatted(e.getMessage()),
          e);
    }
  }

  private Backup.Summary read(Database database) throws SQLException {
    try {
      Header header = header();
      prepareSchema(database, header);
      connection.setAutoCommit(false);
      try {
        execute(Backup.PLAIN_TEXT);
        clear(header);
        createPartitions(header);
        entries(header);
        if (new Catalogue(connection).hasFunction(FENCE)) {
          execute("select " + FENCE);
        }
        connection.commit();
      } finally {
        rollback();
      }
      return new Backup.Summary(
          new SchemaVersion(header.schemaVersion()),
          header.tables().size(),
          contents.stream().mapToLong(Content::rows).sum(),
          contents.stream().mapToLong(Content::bytes).sum());
    } catch (EOFException | ZipException e) {
      throw damaged("it ends or breaks in " + at, e);
    } catch (IOException e) {
      throw new BackupException(
          "The backup cannot be read (in %s): %s. Nothing was restored."
              .formatted(at, e.getMessage()),
          e);
    } catch (SQLException e) {
      // The driver wraps what the stream threw.
      if (e.getCause() instanceof IOException cut) {
        throw damaged("it ends or breaks in " + at, cut);
      }
      throw e;
    }
  }

  private void rollback() throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private Header header() throws IOException {
    ZipEntry first = zip.getNextEntry();
    if (first == null || !first.getName().equals(Archive.HEADER)) {
      throw new BackupException("This is no backup of a farm: it does not begin with a header.");
    }
    String text = Archive.text(zip);
    Header header;
    try {
      header = Header.parse(text);
    } catch (RuntimeException e) {
      throw damaged("its header cannot be read", e);
    }
    if (header.format() > Archive.FORMAT) {
      throw new BackupException(
          "The backup has format %d; this program knows %d. Restore it with the version of this program that made it, or a newer one."
              .formatted(header.format(), Archive.FORMAT));
    }
    contents.add(content(Archive.HEADER, text));
    return header;
  }

  /** The rows need the schema that they were taken from; what came since is migrated afterwards. */
  private static void prepareSchema(Database database, Header header) throws SQLException {
    SchemaVersion wanted = new SchemaVersion(header.schemaVersion());
    SchemaVersion found = database.schemaVersion();
    try {
      if (found.equals(SchemaVersion.NONE)) {
        found = database.migrate(wanted);
      }
    } catch (DatabaseException e) {
      throw new BackupException(
          "The database could not be prepared for the backup: " + e.getMessage(), e);
    }
    if (!found.equals(wanted)) {
      throw new BackupException(
          found.compareTo(wanted) < 0
              ? "The backup has schema version %s; this program knows %s. Restore it with the version of this program that made it, or a newer one."
                  .formatted(wanted, found)
              : "The backup has schema version %s, but the database has %s already. Restore it into a database with nothing in it, not even tables: what is missing is migrated afterwards."
                  .formatted(wanted, found));
    }
  }

  /** Refuses a database in use, then removes the rows that the migrations put in. */
  private void clear(Header header) throws SQLException {
    List<Table> present = new Catalogue(connection).tables();
    List<String> names = present.stream().map(Table::name).toList();
    // Locked first: nobody may add a row between the look and the load.
    execute("lock table " + Catalogue.quoteAll(names) + " in access exclusive mode");
    for (String name : names) {
      int seeded = SEEDED.getOrDefault(name, 0);
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select count(*) from (select from %s limit %d) as few"
                      .formatted(Catalogue.quote(name), seeded + 1))) {
        row.next();
        if (row.getInt(1) > seeded) {
          throw new BackupException(
              "The database is in use: its table %s has rows. A backup is only restored into an empty database, so that nothing is mixed or overwritten. Create a new one, or choose an empty data directory."
                  .formatted(name));
        }
      }
    }
    for (Table table : header.tables()) {
      if (!names.contains(table.name())) {
        throw new BackupException(
            "The backup has a table %s that schema version %d of this program does not have."
                .formatted(table.name(), header.schemaVersion()));
      }
    }
    execute("truncate " + Catalogue.quoteAll(names) + " restart identity");
  }

  private void createPartitions(Header header) throws SQLException {
    if (header.graphs().isPresent() && new Catalogue(connection).hasFunction(PARTITIONS)) {
      GraphRange range = header.graphs().get();
      try (PreparedStatement statement =
          connection.prepareStatement("select create_graph_partitions(?, ?)")) {
        statement.setLong(1, range.low());
        statement.setLong(2, range.high());
        statement.execute();
      }
    }
  }

  private void entries(Header header) throws IOException, SQLException {
    Set<String> missing = new HashSet<>();
    header.tables().forEach(table -> missing.add(Archive.tableEntry(table.name())));
    missing.add(Archive.SEQUENCES);
    @Nullable ZipEntry next;
    while ((next = zip.getNextEntry()) != null) {
      String entry = next.getName();
      at = entry;
      if (entry.equals(Archive.MANIFEST)) {
        verify(Archive.text(zip));
        if (!missing.isEmpty()) {
          throw damaged("these parts are missing: " + missing, null);
        }
        if (!tail.isComplete()) {
          throw damaged("it ends before its list of contents: it was cut", null);
        }
        return;
      }
      if (entry.startsWith(Archive.FILES)) {
        skip(entry);
      } else if (!missing.remove(entry)) {
        throw damaged("it has a part that its header does not announce: " + entry, null);
      } else if (entry.equals(Archive.SEQUENCES)) {
        sequences();
      } else {
        for (Table table : header.tables()) {
          if (Archive.tableEntry(table.name()).equals(entry)) {
            load(table);
          }
        }
      }
    }
    throw damaged("it ends before its manifest: it was cut, or never finished", null);
  }

  private void load(Table table) throws SQLException, IOException {
    Measured rows = new Measured(zip, table.name());
    long count =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy %s (%s) from stdin"
                    .formatted(Catalogue.quote(table.name()), Catalogue.quoteAll(table.columns())),
                rows,
                BUFFER_BYTES);
    contents.add(rows.content(Archive.tableEntry(table.name()), count));
    progress.at(table.name(), count, rows.bytes);
  }

  private void sequences() throws IOException, SQLException {
    String text = Archive.text(zip);
    contents.add(content(Archive.SEQUENCES, text));
    try (PreparedStatement statement =
        connection.prepareStatement("select setval(quote_ident(?)::regclass, ?, ?)")) {
      for (String line : text.lines().toList()) {
        List<String> fields = Archive.fields(line);
        statement.setString(1, fields.get(0));
        statement.setLong(2, Long.parseLong(fields.get(1)));
        statement.setBoolean(3, Boolean.parseBoolean(fields.get(2)));
        statement.execute();
      }
    }
  }

  private void skip(String entry) throws IOException {
    Measured file = new Measured(zip, entry);
    file.transferTo(OutputStream.nullOutputStream());
    contents.add(file.content(entry, 0));
  }

  private void verify(String manifest) {
    List<Content> written = Archive.parseManifest(manifest);
    for (Content content : written) {
      if (!contents.contains(content)) {
        throw damaged(content.entry() + " is not what was written", null);
      }
    }
    if (written.size() != contents.size()) {
      throw damaged("it has parts that its manifest does not list", null);
    }
  }

  private static Content content(String entry, String text) {
    return Content.of(entry, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Without statistics the first plans would be guesses, but the rows are there already. */
  private void analyze() {
    try {
      execute("analyze");
    } catch (SQLException e) {
      log.warn("the restored tables could not be analyzed: {}", e.getMessage());
    }
  }

  private static BackupException damaged(String how, @Nullable Throwable cause) {
    return new BackupException(
        "The backup is damaged: %s. Nothing was restored; use another backup.".formatted(how),
        cause);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Counts and digests what goes through; leaves the archive open at its end. */
  private final class Measured extends FilterInputStream {
    private final String name;
    private final MessageDigest sha256 = Archive.digest();
    private long bytes;
    private long told;

    Measured(InputStream in, String name) {
      super(in);
      this.name = name;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        sha256.update(buffer, offset, count);
        bytes += count;
        if (bytes - told >= PROGRESS_BYTES) {
          told = bytes;
          progress.at(name, 0, bytes);
        }
      }
      return count;
    }

    @Override
    public void close() {}

    Content content(String entry, long rows) {
      return new Content(entry, rows, bytes, Archive.hex(sha256.digest()));
    }
  }
}
