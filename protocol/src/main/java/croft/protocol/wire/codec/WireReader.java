package croft.protocol.wire.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A parser with the farm's strictness. Every method stands on the first token of a value when it is
 * called, and on its last token when it returns. What is null or absent in JSON is null here though
 * the types do not say so: the record's constructor says what is missing, at one place for both
 * ways of reading.
 */
@SuppressWarnings("NullAway")
final class WireReader {
  /** What a whole number is before its member was met; no message can hold it. */
  static final long ABSENT = Long.MIN_VALUE;

  private final JsonParser in;
  private final boolean strict;

  WireReader(JsonParser in, boolean strict) {
    this.in = in;
    this.strict = strict;
  }

  /** A message that is JSON, but not the one that was expected. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String where;
    private final String message;

    Unfit(String where, String message) {
      super(message, null, false, false);
      this.where = where;
      this.message = message;
    }

    String where() {
      return where;
    }

    String message() {
      return message;
    }
  }

  /** What an object is before its member was met. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  static <T> T absent() {
    return null;
  }

  JsonParser parser() {
    return in;
  }

  Unfit unfit(String message) {
    String where = in.streamReadContext().pathAsPointer().toString();
    return new Unfit(where.isEmpty() ? "/" : where, message);
  }

  /** Steps into an object; then call {@link #member} until it returns null. */
  void object() {
    expect(JsonToken.START_OBJECT, "an object");
  }

  /** The name of the next member, standing on its value; null at the end of the object. */
  @Nullable String member() {
    String name = in.nextName();
    if (name == null) {
      if (in.currentToken() != JsonToken.END_OBJECT) {
        throw unfit("must be an object");
      }
      return null;
    }
    in.nextToken();
    return name;
  }

  /** Refuses or skips a member, depending on who speaks. */
  void unknown() {
    if (strict) {
      throw unfit("unknown member");
    }
    in.skipChildren();
  }

  private void expect(JsonToken token, String words) {
    if (in.currentToken() != token) {
      throw unfit("must be " + words + ", was " + shown());
    }
  }

  private String shown() {
    JsonToken token = in.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + in.getString();
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> in.getString();
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          "something else";
    };
  }

  private boolean isNull() {
    return in.currentToken() == JsonToken.VALUE_NULL;
  }

  long longValue() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return in.getLongValue();
  }

  int intValue() {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return in.getIntValue();
  }

  boolean booleanValue() {
    if (in.currentToken() != JsonToken.VALUE_TRUE && in.currentToken() != JsonToken.VALUE_FALSE) {
      throw unfit("must be true or false, was " + shown());
    }
    return in.getBooleanValue();
  }

  @Nullable Integer optionalInt() {
    return isNull() ? null : intValue();
  }

  String text() {
    if (isNull()) {
      return null;
    }
    expect(JsonToken.VALUE_STRING, "a string");
    return in.getString();
  }

  /** A text that stands for something else. */
  <T> T parsed(String words, Function<String, T> parse) {
    String text = text();
    if (text == null) {
      return null;
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw unfit("must be " + words + ", was '" + (text.length() > 60 ? "…" : text) + "'");
    }
  }

  UUID uuid() {
    return parsed("a UUID", WireReader::uuid);
  }

  private static UUID uuid(String text) {
    // Java also reads 1-1-1-1-1.
    if (text.length() != 36) {
      throw new IllegalArgumentException("not a UUID");
    }
    return UUID.fromString(text);
  }

  Duration duration() {
    return parsed("a duration such as PT30S", Duration::parse);
  }

  Instant instant() {
    return parsed("a time such as 2026-11-24T03:15:00Z", Instant::parse);
  }

  /** A list of values; null stays null. */
  <T> List<T> list(Supplier<T> item) {
    if (isNull()) {
      return null;
    }
    expect(JsonToken.START_ARRAY, "a list");
    var items = new ArrayList<T>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      items.add(item.get());
    }
    return items;
  }

  int[] ints() {
    if (isNull()) {
      return null;
    }
    expect(JsonToken.START_ARRAY, "a list");
    int[] ints = new int[16];
    int size = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (size == ints.length) {
        ints = Arrays.copyOf(ints, size * 2);
      }
      ints[size++] = intValue();
    }
    return Arrays.copyOf(ints, size);
  }

  Map<String, String> texts() {
    if (isNull()) {
      return null;
    }
    object();
    var texts = new LinkedHashMap<String, String>();
    for (String name = member(); name != null; name = member()) {
      texts.put(name, text());
    }
    return texts;
  }

  /** A whole object by its own reader; null stays null. */
  <T> T optional(Function<WireReader, T> read) {
    return isNull() ? null : read.apply(this);
  }

  /** A whole number that must have been met. */
  long required(String name, long value) {
    if (value == ABSENT) {
      throw unfit(name + " is missing");
    }
    return value;
  }

  /** As {@link #required}, for one that was read as an int. */
  int requiredInt(String name, long value) {
    return (int) required(name, value);
  }
}
