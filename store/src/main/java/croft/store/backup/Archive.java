package croft.store.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The texts in an archive. All are lines of fields with a tab between them. */
final class Archive {
  /** Raised when an older program could not read what a newer one writes. */
  static final int FORMAT = 1;

  static final String HEADER = "header.txt";
  static final String SEQUENCES = "sequences.txt";
  static final String MANIFEST = "manifest.txt";
  static final String TABLES = "tables/";
  static final String FILES = "files/";

  /** A header or manifest larger than this is not one of ours. */
  private static final int TEXT_BYTES_MAX = 4 << 20;

  private Archive() {}

  static String tableEntry(String table) {
    return TABLES + table + ".copy";
  }

  /**
   * A table as the archive holds it.
   *
   * @param columns in the order of the rows' fields
   */
  record Table(String name, List<String> columns) {
    Table {
      columns = List.copyOf(columns);
    }
  }

  /** The range of graph ids in the tables that are partitioned by them, both ends included. */
  record GraphRange(long low, long high) {}

  /**
   * What a restore must know before the first row.
   *
   * @param tables in an order in which each comes after those that it refers to
   */
  record Header(
      int format,
      int schemaVersion,
      String serverVersion,
      String madeAt,
      Optional<GraphRange> graphs,
      List<Table> tables) {
    Header {
      tables = List.copyOf(tables);
    }

    String text() {
      StringBuilder text = new StringBuilder();
      line(text, "croft-backup", String.valueOf(format));
      line(text, "schema", String.valueOf(schemaVersion));
      line(text, "server", serverVersion);
      line(text, "made-at", madeAt);
      graphs.ifPresent(
          range -> line(text, "graphs", String.valueOf(range.low()), String.valueOf(range.high())));
      for (Table table : tables) {
        line(text, "table", table.name(), String.join(",", table.columns()));
      }
      return text.toString();
    }

    static Header parse(String text) {
      int format = 0;
      int schemaVersion = 0;
      String serverVersion = "";
      String madeAt = "";
      Optional<GraphRange> graphs = Optional.empty();
      List<Table> tables = new ArrayList<>();
      for (String line : text.lines().toList()) {
        List<String> fields = fields(line);
        switch (fields.getFirst()) {
          case "croft-backup" -> format = Integer.parseInt(fields.get(1));
          case "schema" -> schemaVersion = Integer.parseInt(fields.get(1));
          case "server" -> serverVersion = fields.get(1);
          case "made-at" -> madeAt = fields.get(1);
          case "graphs" ->
              graphs =
                  Optional.of(
                      new GraphRange(Long.parseLong(fields.get(1)), Long.parseLong(fields.get(2))));
          case "table" -> tables.add(new Table(fields.get(1), columns(fields.get(2))));
          default -> {
            // Of a later version of the same format: it must be readable without knowing this.
          }
        }
      }
      return new Header(format, schemaVersion, serverVersion, madeAt, graphs, tables);
    }

    private static List<String> columns(String field) {
      return List.of(field.split(",", -1));
    }
  }

  /** What an entry held when it was written. */
  record Content(String entry, long rows, long bytes, String sha256) {
    /** Of a text. */
    static Content of(String entry, byte[] bytes) {
      return new Content(entry, 0, bytes.length, hex(digest().digest(bytes)));
    }

    String text() {
      StringBuilder text = new StringBuilder();
      line(text, "entry", entry, String.valueOf(rows), String.valueOf(bytes), sha256);
      return text.toString();
    }
  }

  /** The manifest's text, closed by its own digest. */
  static String manifest(List<Content> contents) {
    StringBuilder text = new StringBuilder();
    contents.forEach(content -> text.append(content.text()));
    line(text, "end", hex(digest().digest(text.toString().getBytes(StandardCharsets.UTF_8))));
    return text.toString();
  }

  static List<Content> parseManifest(String text) {
    List<Content> contents = new ArrayList<>();
    for (String line : text.lines().toList()) {
      List<String> fields = fields(line);
      if (fields.getFirst().equals("entry") && fields.size() == 5) {
        contents.add(
            new Content(
                fields.get(1),
                Long.parseLong(fields.get(2)),
                Long.parseLong(fields.get(3)),
                fields.get(4)));
      }
    }
    if (!manifest(contents).equals(text)) {
      throw new BackupException("The backup is damaged: its manifest does not fit its own digest.");
    }
    return contents;
  }

  static void line(StringBuilder text, String... fields) {
    text.append(String.join("\t", fields)).append('\n');
  }

  static List<String> fields(String line) {
    return List.of(line.split("\t", -1));
  }

  static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(TEXT_BYTES_MAX + 1);
    if (bytes.length > TEXT_BYTES_MAX) {
      throw new BackupException("The backup is damaged: one of its lists is too long.");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
