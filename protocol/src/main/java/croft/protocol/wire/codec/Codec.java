package croft.protocol.wire.codec;

import croft.protocol.json.Json;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Reads and writes one kind of message without reflection. Accepts, refuses and writes exactly what
 * {@link Json} does with the same record. Stateless and thread-safe.
 *
 * @param <T> the record of the message
 */
public abstract class Codec<T> {
  Codec() {}

  abstract T read(WireReader in);

  abstract void write(JsonGenerator out, T message);

  /**
   * Reads what a client sent: unknown members are refused.
   *
   * @throws ProblemException {@link ProblemType#MALFORMED_BODY} or {@link
   *     ProblemType#INVALID_REQUEST}, with the place
   */
  public final T readRequest(byte[] body) {
    try (JsonParser in = Json.parser(body)) {
      return read(in, true);
    } catch (WireReader.Unfit e) {
      throw ProblemType.INVALID_REQUEST.exception(
          "the body does not fit this call", List.of(new Place(e.where(), e.message())));
    } catch (JacksonException e) {
      throw Json.problem(e);
    }
  }

  /**
   * Reads what a server sent: unknown members are ignored. Does not close the stream.
   *
   * @throws JacksonException if it is not JSON, or not this message
   */
  public final T readResponse(InputStream body) {
    try (JsonParser in = Json.parser(body)) {
      return readResponse(in);
    }
  }

  /** As {@link #readResponse(InputStream)}, for a message that is held in memory. */
  public final T readResponse(byte[] body) {
    try (JsonParser in = Json.parser(body)) {
      return readResponse(in);
    }
  }

  /** As {@link #readResponse(InputStream)}, for the data of an event. */
  public final T readResponse(String body) {
    try (JsonParser in = Json.parser(body)) {
      return readResponse(in);
    }
  }

  private T readResponse(JsonParser in) {
    try {
      return read(in, false);
    } catch (WireReader.Unfit e) {
      throw new tools.jackson.core.exc.StreamReadException(in, e.where() + ": " + e.message());
    }
  }

  private T read(JsonParser in, boolean strict) {
    var reader = new WireReader(in, strict);
    in.nextToken();
    T message;
    try {
      message = read(reader);
    } catch (IllegalArgumentException e) {
      // A record's constructor objects; the parser still stands at the end of that object.
      throw reader.unfit(e.getMessage() == null ? "is not valid" : e.getMessage());
    }
    if (in.nextToken() != null) {
      throw reader.unfit("more follows after the end of the message");
    }
    return message;
  }

  /** Writes UTF-8 and leaves the stream open. */
  public final void write(OutputStream out, T message) {
    try (JsonGenerator json = Json.generator(out)) {
      write(json, message);
    }
  }

  public final byte[] bytes(T message) {
    var out = new ByteArrayOutputStream(512);
    write(out, message);
    return out.toByteArray();
  }
}
