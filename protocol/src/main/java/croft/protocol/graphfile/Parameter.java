package croft.protocol.graphfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a submitter can choose. Every job's environment has it under {@link #variable()}.
 *
 * @param name as in the file
 * @param description what it means; empty when the file does not say
 * @param type what values it can have
 * @param choices the values of a {@link ParameterType#CHOICE}, or what a list can have in it; empty
 *     when there is no such restriction
 * @param required whether the submitter must give a value; when not, and there is no default, the
 *     value is empty
 * @param defaultValue value when the submitter gives none; null for none, and always when required
 * @param value the value of this graph; of the type, or empty when it was not given
 */
public record Parameter(
    String name,
    String description,
    ParameterType type,
    List<String> choices,
    boolean required,
    @Nullable String defaultValue,
    String value) {
  public Parameter {
    choices = List.copyOf(choices);
  }

  /** The texts of a list; the value alone for other types. */
  public List<String> values() {
    if (type != ParameterType.LIST) {
      return List.of(value);
    }
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  /** The environment variable that holds it: {@code base-url} is {@code BASE_URL}. */
  public String variable() {
    return variable(name);
  }

  /** The environment variable for a parameter or a matrix axis of this name. */
  static String variable(String name) {
    StringBuilder variable = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      variable.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c == '-' ? '_' : c);
    }
    return variable.toString();
  }
}
