package croft.protocol.json;

import croft.protocol.Name;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One text for each JSON value, so that it can be known by its digest (RFC 8785): no spaces,
 * members sorted by UTF-16 code units, numbers as ECMAScript writes them, only necessary escapes.
 */
public final class CanonicalJson {
  private static final BigInteger EXACT_MAX = BigInteger.ONE.shiftLeft(53);

  private CanonicalJson() {}

  /**
   * The canonical text of a record, map, list or node, as {@link Json} would write it.
   *
   * @throws IllegalArgumentException for what JSON programs do not agree on: integers beyond 2^53,
   *     NUL, halves of surrogate pairs
   */
  public static String text(Object value) {
    var out = new StringBuilder();
    write(value instanceof JsonNode node ? node : Json.tree(value), out);
    return out.toString();
  }

  /** The digest of the canonical text's UTF-8 form. */
  public static Digest digest(Object value) {
    return Digest.of(text(value).getBytes(StandardCharsets.UTF_8));
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, out);
      case ARRAY -> {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          write(node.get(i), out);
        }
        out.append(']');
      }
      case STRING -> writeString(node.stringValue(), out);
      case NUMBER -> writeNumber(node, out);
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("no JSON for " + node.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, StringBuilder out) {
    List<String> names = new ArrayList<>(object.propertyNames());
    names.sort(null); // String compares UTF-16 code units, as the RFC asks.
    out.append('{');
    String separator = "";
    for (String name : names) {
      out.append(separator);
      writeString(name, out);
      out.append(':');
      write(object.get(name), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeNumber(JsonNode number, StringBuilder out) {
    if (number.isIntegralNumber()) {
      BigInteger integer = number.bigIntegerValue();
      if (integer.abs().compareTo(EXACT_MAX) > 0) {
        throw new IllegalArgumentException(
            integer
                + " is beyond 2^53, where programs read different numbers; write it as a string");
      }
      out.append(integer);
    } else {
      out.append(ecmaScript(number.doubleValue()));
    }
  }

  /** A double as ECMAScript's Number::toString writes it. */
  static String ecmaScript(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int k = digits.length();
    int n = k - shortest.scale(); // The value is 0.DIGITS × 10^n.
    String text;
    if (k <= n && n <= 21) {
      text = digits + "0".repeat(n - k);
    } else if (0 < n && n <= 21) {
      text = digits.substring(0, n) + "." + digits.substring(n);
    } else if (-6 < n && n <= 0) {
      text = "0." + "0".repeat(-n) + digits;
    } else {
      String fraction = k == 1 ? "" : "." + digits.substring(1);
      text = digits.charAt(0) + fraction + "e" + (n - 1 > 0 ? "+" : "") + (n - 1);
    }
    return value < 0 ? "-" + text : text;
  }

  /** The decimal of the fewest digits that reads back as this double. */
  private static BigDecimal shortest(double positive) {
    var decimal = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
    if (decimal.precision() != 2) {
      return decimal;
    }
    // Java prints two digits where one would do (4.9E-324 for 5e-324); the nearest goes first.
    for (RoundingMode mode : List.of(RoundingMode.HALF_UP, RoundingMode.DOWN, RoundingMode.UP)) {
      BigDecimal one = decimal.round(new MathContext(1, mode));
      if (one.doubleValue() == positive) {
        return one.stripTrailingZeros();
      }
    }
    return decimal;
  }

  private static void writeString(String string, StringBuilder out) {
    String fault = Name.textFault(string, Integer.MAX_VALUE);
    if (fault != null) {
      throw new IllegalArgumentException("a string " + fault);
    }
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u00")
                .append(c < 0x10 ? '0' : '1')
                .append(Character.forDigit(c & 0xf, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
