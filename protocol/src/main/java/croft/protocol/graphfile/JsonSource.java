package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON: a whole file, or one line of NDJSON. */
final class JsonSource {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(GraphFileLimits.DEPTH_MAX)
                  .maxNumberLength(GraphFileLimits.NUMBER_CHARS_MAX)
                  .maxStringLength(GraphFileLimits.SCRIPT_BYTES_MAX)
                  .maxNameLength(GraphFileLimits.LINE_BYTES_MAX)
                  .build())
          .build();

  private final JsonParser in;
  private final int linesBefore;

  /** Values of the job, or of the key of the top level, that is being read. */
  private int values;

  private JsonSource(JsonParser in, int linesBefore) {
    this.in = in;
    this.linesBefore = linesBefore;
  }

  /**
   * Reads a file.
   *
   * @throws Unreadable when it is not one JSON object
   */
  static void read(String text, JobSink sink) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      var source = new JsonSource(in, 0);
      try {
        source.file(sink);
      } catch (JacksonException e) {
        throw source.unreadable(e);
      }
    }
  }

  /**
   * Reads a text that is one value.
   *
   * @param line its line in the file
   * @throws Unreadable when it is not
   */
  static Node value(String text, int line) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      var source = new JsonSource(in, line - 1);
      try {
        in.nextToken();
        Node node = source.node();
        source.end();
        return node;
      } catch (JacksonException e) {
        throw source.unreadable(e);
      }
    }
  }

  private void file(JobSink sink) {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new Unreadable(
          at(),
          in.currentToken() == null
              ? "the file is empty; a graph file has at least croft, name and jobs"
              : "a graph file is a JSON object with croft, name and jobs");
    }
    while (in.nextToken() != JsonToken.END_OBJECT && !sink.full()) {
      String key = in.currentName();
      long keyAt = at();
      JsonToken token = in.nextToken();
      if (key.equals("jobs") && token == JsonToken.START_OBJECT) {
        sink.jobs(keyAt);
        while (in.nextToken() != JsonToken.END_OBJECT && !sink.full()) {
          values = 0;
          sink.job(entry());
        }
      } else {
        values = 0;
        sink.header(new Entry(key, keyAt, node()));
      }
    }
    if (!sink.full()) {
      end();
    }
  }

  private void end() {
    if (in.nextToken() != null) {
      throw new Unreadable(at(), "more follows after the end of the JSON object; remove it");
    }
  }

  /** Reads a key, on which the parser is, and its value. */
  private Entry entry() {
    String key = in.currentName();
    long keyAt = at();
    in.nextToken();
    return new Entry(key, keyAt, node());
  }

  /** Reads the value on whose first token the parser is. Jackson bounds the depth. */
  private Node node() {
    long at = at();
    JsonToken token = in.currentToken();
    if (token == null) {
      throw new Unreadable(at, "the JSON ends too early");
    }
    if (++values > GraphFileLimits.VALUES_MAX) {
      throw new Unreadable(at, GraphFileLimits.tooManyValues());
    }
    return switch (token) {
      case START_OBJECT -> {
        var entries = new ArrayList<Entry>(6);
        while (in.nextToken() != JsonToken.END_OBJECT) {
          entries.add(entry());
        }
        yield new Mapping(entries, at);
      }
      case START_ARRAY -> {
        var items = new ArrayList<Node>(4);
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(node());
        }
        yield new Sequence(items, at);
      }
      case VALUE_STRING -> new Scalar(Kind.STRING, in.getString(), at);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(Kind.NUMBER, in.getString(), at);
      case VALUE_TRUE -> new Scalar(Kind.BOOLEAN, "true", at);
      case VALUE_FALSE -> new Scalar(Kind.BOOLEAN, "false", at);
      case VALUE_NULL -> new Scalar(Kind.NULL, "null", at);
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new Unreadable(at, "a value is missing here");
    };
  }

  private long at() {
    TokenStreamLocation location = in.currentTokenLocation();
    return at(location);
  }

  private long at(TokenStreamLocation location) {
    return Position.of(
        linesBefore + Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private Unreadable unreadable(JacksonException e) {
    TokenStreamLocation location = e.getLocation() == null ? in.currentLocation() : e.getLocation();
    String message = String.valueOf(e.getOriginalMessage());
    if (e instanceof StreamConstraintsException) {
      return new Unreadable(at(in.currentLocation()), limit(message));
    }
    return new Unreadable(at(location), "not valid JSON: " + plain(message));
  }

  /** What Jackson says, without what only its callers can use. */
  private static String plain(String message) {
    int end = message.length();
    for (String aside : List.of("\n", " (start marker", ": enable `", "; enable `")) {
      int at = message.indexOf(aside);
      end = at < 0 ? end : Math.min(end, at);
    }
    return message.substring(0, Math.min(end, 300));
  }

  private static String limit(String message) {
    if (message.contains("nesting depth")) {
      return "lists and maps are nested deeper than %,d".formatted(GraphFileLimits.DEPTH_MAX);
    }
    return "a text is longer than %,d characters, or a number than %,d"
        .formatted(GraphFileLimits.SCRIPT_BYTES_MAX, GraphFileLimits.NUMBER_CHARS_MAX);
  }
}
