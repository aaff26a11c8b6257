package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Scalar;
import java.util.Optional;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** The core schema of YAML 1.2: {@code yes}, {@code no} and {@code on} are texts. */
final class YamlScalars {
  private static final String PREFIX = "tag:yaml.org,2002:";

  private YamlScalars() {}

  static Scalar read(ScalarEvent event, long at) {
    String text = event.getValue();
    Optional<String> tag = event.getTag();
    if (tag.isPresent() && !(tag.get().equals("!") && !event.isPlain())) {
      return new Scalar(kindOfTag(tag.get(), at), text, at);
    }
    Kind kind = event.isPlain() ? kindOfPlain(text) : Kind.STRING;
    return new Scalar(kind, text, at);
  }

  /**
   * Refuses any tag but the one that says what the value is anyway.
   *
   * @throws Unreadable when there is another
   */
  static void checkTag(Optional<String> tag, String expected, long at) {
    if (tag.isPresent() && !tag.get().equals(expected) && !tag.get().equals("!")) {
      throw unknown(tag.get(), at);
    }
  }

  private static Kind kindOfTag(String tag, long at) {
    return switch (tag) {
      case "!", PREFIX + "str" -> Kind.STRING;
      case PREFIX + "int", PREFIX + "float" -> Kind.NUMBER;
      case PREFIX + "bool" -> Kind.BOOLEAN;
      case PREFIX + "null" -> Kind.NULL;
      default -> throw unknown(tag, at);
    };
  }

  private static Unreadable unknown(String tag, long at) {
    return new Unreadable(at, "the tag " + Quoted.plain(tag) + " means nothing here; remove it");
  }

  private static Kind kindOfPlain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> Kind.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.BOOLEAN;
      default -> isNumber(text) ? Kind.NUMBER : Kind.STRING;
    };
  }

  private static boolean isNumber(String text) {
    char first = text.charAt(0);
    if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
      return false;
    }
    if (text.startsWith("0x") || text.startsWith("0o")) {
      int radix = text.charAt(1) == 'x' ? 16 : 8;
      return text.length() > 2
          && text.chars().skip(2).allMatch(c -> Character.digit(c, radix) >= 0);
    }
    int i = first == '-' || first == '+' ? 1 : 0;
    String rest = text.substring(i);
    if (rest.equals(".inf") || rest.equals(".Inf") || rest.equals(".INF")) {
      return true;
    }
    if (text.equals(".nan") || text.equals(".NaN") || text.equals(".NAN")) {
      return true;
    }
    int whole = digits(text, i);
    int end = whole;
    int digits = whole - i;
    if (end < text.length() && text.charAt(end) == '.') {
      int fraction = digits(text, end + 1);
      digits += fraction - end - 1;
      end = fraction;
    }
    if (digits == 0) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (exponent < text.length()
          && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
        exponent++;
      }
      end = digits(text, exponent);
      if (end == exponent) {
        return false;
      }
    }
    return end == text.length();
  }

  /** Where the ASCII digits that start at an index end. */
  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
