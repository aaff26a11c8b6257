package croft.store.backup;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import croft.store.backup.Archive.Content;
import croft.store.backup.Archive.Header;
import croft.store.backup.Archive.Table;
import croft.store.database.Database;
import croft.store.database.SchemaVersion;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Writes all of the database as it was at one moment, while the farm goes on. Memory does not grow
 * with the database. While it runs PostgreSQL keeps what others delete, so that the farm becomes
 * slower the longer it takes.
 */
public final class Backup {
  /** So that text means the same on every server, whatever its and the user's settings are. */
  static final String PLAIN_TEXT =
      """
      set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
      set local timezone = 'UTC'; set local bytea_output = 'hex'; set local extra_float_digits = 1
      """;

  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read, read only";

  /** Between two calls of the progress inside a table. */
  private static final long PROGRESS_BYTES = 16L << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Connection connection;
  private final ZipOutputStream zip;
  private final Progress progress;
  private final List<Content> contents = new ArrayList<>();

  private Backup(Connection connection, OutputStream out, Progress progress) {
    this.connection = connection;
    this.zip = new ZipOutputStream(new BufferedOutputStream(out, BUFFER_BYTES));
    this.progress = progress;
    // The farm's machine has other work: three times faster than the default, a fifth larger.
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /**
   * What a backup holds.
   *
   * @param rows in all tables
   * @param bytes not compressed
   */
  public record Summary(SchemaVersion schema, int tables, long rows, long bytes) {}

  /**
   * Writes a backup to a file, which is there as a whole, durable and readable by its owner only,
   * or not at all.
   */
  public static Summary toFile(Database database, Path file, Progress progress) {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    try (Connection connection = database.longConnection("backup")) {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(partial, WRITE)) {
        Summary summary = write(connection, Channels.newOutputStream(channel), progress);
        channel.force(true);
        Files.move(partial, file, ATOMIC_MOVE);
        flushFolder(file);
        return summary;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw notWritten(file.toString(), e);
    } catch (SQLException e) {
      throw notRead(e);
    }
  }

  private static void flushFolder(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file's folder");
    try (FileChannel channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    }
  }

  /**
   * Writes a backup to a stream, which stays open.
   *
   * @param connection outside of a transaction; better a {@link Database#longConnection}
   */
  public static Summary write(Connection connection, OutputStream out, Progress progress) {
    try {
      connection.setAutoCommit(false);
      try {
        return new Backup(connection, out, progress).write();
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (IOException e) {
      throw notWritten("the backup", e);
    } catch (SQLException e) {
      throw notRead(e);
    }
  }

  private static BackupException notWritten(String where, IOException e) {
    return new BackupException(
        "The backup could not be written to %s: %s. Free some space or choose another place, then make it again."
            .formatted(where, e.getMessage()),
        e);
  }

  private static BackupException notRead(SQLException e) {
    return new BackupException(
        "The backup could not be made, because the database failed: %s. Make it again when the database is well."
            .formatted(e.getMessage()),
        e);
  }

  private Summary write() throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SNAPSHOT);
      statement.execute(PLAIN_TEXT);
    }
    Catalogue catalogue = new Catalogue(connection);
    Header header =
        new Header(
            Archive.FORMAT,
            SchemaVersion.read(connection).number(),
            one("show server_version"),
            one("select now()"),
            catalogue.graphs(),
            catalogue.tables());
    if (header.schemaVersion() == SchemaVersion.NONE.number()) {
      throw new BackupException(
          "There is nothing to back up: the database has no farm's schema. Check its address.");
    }
    contents.add(text(Archive.HEADER, header.text()));
    for (Table table : header.tables()) {
      copy(table);
    }
    // After the tables' snapshot was taken: sequences are not part of it, and must not be behind.
    contents.add(text(Archive.SEQUENCES, sequences(catalogue)));
    var _ = text(Archive.MANIFEST, Archive.manifest(List.copyOf(contents)));
    zip.finish();
    zip.flush();
    return new Summary(
        new SchemaVersion(header.schemaVersion()),
        header.tables().size(),
        contents.stream().mapToLong(Content::rows).sum(),
        contents.stream().mapToLong(Content::bytes).sum());
  }

  private void copy(Table table) throws SQLException, IOException {
    String entry = Archive.tableEntry(table.name());
    zip.putNextEntry(new ZipEntry(entry));
    MessageDigest sha256 = Archive.digest();
    long bytes = 0;
    long told = 0;
    // Of a query, because COPY of a partitioned table alone is refused.
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "copy (select %s from %s) to stdout"
                    .formatted(Catalogue.quoteAll(table.columns()), Catalogue.quote(table.name())));
    try {
      byte[] row;
      while ((row = copy.readFromCopy()) != null) {
        zip.write(row);
        sha256.update(row);
        bytes += row.length;
        if (bytes - told >= PROGRESS_BYTES) {
          told = bytes;
          progress.at(table.name(), copy.getHandledRowCount(), bytes);
        }
      }
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    zip.closeEntry();
    long rows = copy.getHandledRowCount();
    contents.add(new Content(entry, rows, bytes, Archive.hex(sha256.digest())));
    progress.at(table.name(), rows, bytes);
  }

  private String sequences(Catalogue catalogue) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (String sequence : catalogue.sequences()) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select last_value, is_called from " + Catalogue.quote(sequence))) {
        row.next();
        Archive.line(text, sequence, row.getString(1), String.valueOf(row.getBoolean(2)));
      }
    }
    return text.toString();
  }

  private Content text(String entry, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    zip.putNextEntry(new ZipEntry(entry));
    zip.write(bytes);
    zip.closeEntry();
    return Content.of(entry, bytes);
  }

  private String one(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
