package croft.protocol.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A JSON value that is passed on as text, without being read: what was stored is copied into the
 * answer. Reading one takes any value and keeps it without spaces.
 *
 * @param text one well-formed JSON value; not checked
 */
@JsonSerialize(using = RawJson.Writer.class)
@JsonDeserialize(using = RawJson.Reader.class)
public record RawJson(String text) {
  public RawJson {
    java.util.Objects.requireNonNull(text, "text");
  }

  /** The canonical text of a value. */
  public static RawJson canonical(Object value) {
    return new RawJson(CanonicalJson.text(value));
  }

  /** The value as a record, read as clients read: unknown members are ignored. */
  public <T> T as(Class<T> type) {
    return Json.readResponse(text, type);
  }

  @Override
  public String toString() {
    return text;
  }

  static final class Writer extends ValueSerializer<RawJson> {
    @Override
    public void serialize(RawJson value, JsonGenerator out, SerializationContext context) {
      out.writeRawValue(value.text());
    }
  }

  static final class Reader extends ValueDeserializer<RawJson> {
    @Override
    public RawJson deserialize(JsonParser in, DeserializationContext context) {
      return new RawJson(Json.copyValue(in));
    }
  }
}
