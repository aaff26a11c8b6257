package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * Something that a submitter can choose. Every job's environment has it under {@link #variable()}.
 *
 * @param name as in the file
 * @param description what it means; empty when the file does not say
 * @param defaultValue value when the submitter gives none; null when there must be one
 * @param value the value of this graph
 */
public record Parameter(
    String name, String description, @Nullable String defaultValue, String value) {
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
