package croft.protocol.graphfile;

import java.util.Locale;
import java.util.Optional;

/** The three ways to write a graph file. */
public enum Media {
  YAML("application/yaml"),
  JSON("application/json"),
  /** A header line, then a job a line: for graphs of any size. */
  NDJSON("application/x-ndjson");

  private final String contentType;

  Media(String contentType) {
    this.contentType = contentType;
  }

  /** The HTTP content type. */
  public String contentType() {
    return contentType;
  }

  /** The one for a Content-Type header; its parameters are ignored. */
  public static Optional<Media> ofContentType(String header) {
    int end = header.indexOf(';');
    String type = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "application/yaml", "application/x-yaml", "text/yaml" -> Optional.of(YAML);
      case "application/json" -> Optional.of(JSON);
      case "application/x-ndjson", "application/ndjson" -> Optional.of(NDJSON);
      default -> Optional.empty();
    };
  }

  /** The one for a file's name: {@code .json}, {@code .ndjson} or {@code .jsonl}, else YAML. */
  public static Media ofFileName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".json")) {
      return JSON;
    }
    return lower.endsWith(".ndjson") || lower.endsWith(".jsonl") ? NDJSON : YAML;
  }
}
