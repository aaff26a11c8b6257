package croft.protocol.problem;

import java.util.Objects;

/**
 * One fault and where it is.
 *
 * @param where a position that a person finds: {@code graph.yaml:12:5}, a JSON pointer into the
 *     body ({@code /completions/0/nonce}), {@code query:limit}, {@code header:Croft-Nonce}
 * @param message what is wrong there, with the value that was met
 */
public record Place(String where, String message) {
  public Place {
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(message, "message");
  }
}
