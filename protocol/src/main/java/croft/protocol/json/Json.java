package croft.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import croft.protocol.Limits;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON as the farm reads and writes it. Times are RFC 3339, durations ISO 8601, absent values are
 * left out; duplicate members, numbers in strings, {@code 1.0} for an integer and anything beyond
 * the {@link Limits} are refused. A server reads requests strictly: unknown members are refused. A
 * client ignores members that it does not know.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.DEPTH_MAX)
                  .maxNumberLength(Limits.NUMBER_DIGITS_MAX)
                  .maxStringLength(Limits.STRING_MAX)
                  .maxNameLength(Limits.PROPERTY_NAME_MAX)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper REQUESTS = mapper(true);
  private static final JsonMapper RESPONSES = mapper(false);

  private Json() {}

  private static JsonMapper mapper(boolean strict) {
    return JsonMapper.builder(FACTORY)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            texts -> {
              texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
              texts.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              texts.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .changeDefaultPropertyInclusion(old -> old.withValueInclusion(JsonInclude.Include.NON_NULL))
        .build();
  }

  /** The mapper of requests: refuses unknown members. Thread-safe. */
  public static JsonMapper requests() {
    return REQUESTS;
  }

  /** The mapper of responses: ignores unknown members. Thread-safe. */
  public static JsonMapper responses() {
    return RESPONSES;
  }

  /** A parser with the farm's limits; for codecs by hand. */
  public static JsonParser parser(byte[] body) {
    return FACTORY.createParser(ObjectReadContext.empty(), body);
  }

  /** A parser with the farm's limits; for codecs by hand. Closing it closes the stream. */
  public static JsonParser parser(InputStream body) {
    return FACTORY.createParser(ObjectReadContext.empty(), body);
  }

  /** A parser with the farm's limits; for codecs by hand. */
  public static JsonParser parser(String body) {
    return FACTORY.createParser(ObjectReadContext.empty(), body);
  }

  /** A generator of UTF-8; for codecs by hand. Closing it closes the stream. */
  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /**
   * Reads the body of a request.
   *
   * @throws ProblemException {@link ProblemType#MALFORMED_BODY} if it is not JSON, {@link
   *     ProblemType#INVALID_REQUEST} if it is not this record; both with the place
   */
  public static <T> T readRequest(byte[] body, Class<T> type) {
    try {
      return notNull(REQUESTS.readValue(body, type));
    } catch (JacksonException e) {
      throw problem(e);
    }
  }

  /** As {@link #readRequest(byte[], Class)}, for a text such as a line of NDJSON. */
  public static <T> T readRequest(String body, Class<T> type) {
    try {
      return notNull(REQUESTS.readValue(body, type));
    } catch (JacksonException e) {
      throw problem(e);
    }
  }

  /** Reads what a server answered; the exception is Jackson's own. */
  public static <T> T readResponse(InputStream body, TypeReference<T> type) {
    return RESPONSES.readValue(body, type);
  }

  /** Reads what a server answered; the exception is Jackson's own. */
  public static <T> T readResponse(String body, Class<T> type) {
    return RESPONSES.readValue(body, type);
  }

  /** Reads JSON that the farm wrote; the exception is Jackson's own. */
  public static <T> T readResponse(String body, TypeReference<T> type) {
    return RESPONSES.readValue(body, type);
  }

  public static byte[] bytes(Object value) {
    return RESPONSES.writeValueAsBytes(value);
  }

  public static String text(Object value) {
    return RESPONSES.writeValueAsString(value);
  }

  /** Several lines, indented; for people. */
  public static String pretty(Object value) {
    return RESPONSES.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  static JsonNode tree(Object value) {
    return RESPONSES.valueToTree(value);
  }

  /** The value at the parser, without spaces, as text; leaves the parser at the value's end. */
  public static String copyValue(JsonParser in) {
    var text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      out.copyCurrentStructureExact(in);
    }
    return text.toString();
  }

  private static <T> T notNull(T value) {
    if (value == null) {
      throw ProblemType.INVALID_REQUEST.exception(
          "the body is null", List.of(new Place("/", "must not be null")));
    }
    return value;
  }

  /** What Jackson found, as a problem that says where. */
  public static ProblemException problem(JacksonException e) {
    // Our own constructors speak for themselves; Jackson wraps them.
    if (e.getCause() instanceof ProblemException ours) {
      return ours;
    }
    if (e instanceof StreamReadException || !(e instanceof DatabindException)) {
      return ProblemType.MALFORMED_BODY.exception(
          "the body is not JSON that the farm reads",
          List.of(new Place(position(e.getLocation()), firstLine(e.getOriginalMessage()))));
    }
    return ProblemType.INVALID_REQUEST.exception(
        "the body does not fit this call", List.of(new Place(pointer(e), reason(e))));
  }

  private static String reason(JacksonException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown member; known are " + String.join(", ", knownNames(unknown));
    }
    if (e.getCause() instanceof IllegalArgumentException fault && fault.getMessage() != null) {
      return fault.getMessage();
    }
    if (e.getCause() instanceof NullPointerException missing && missing.getMessage() != null) {
      return missing.getMessage() + " is missing";
    }
    return firstLine(e.getOriginalMessage());
  }

  private static List<String> knownNames(UnrecognizedPropertyException e) {
    var known = e.getKnownPropertyIds();
    return known == null ? List.of() : known.stream().map(Object::toString).toList();
  }

  private static String pointer(JacksonException e) {
    var pointer = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      String name = step.getPropertyName();
      pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : name);
    }
    return pointer.isEmpty() ? "/" : pointer.toString();
  }

  private static String position(TokenStreamLocation location) {
    return location == null
        ? "body"
        : "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
