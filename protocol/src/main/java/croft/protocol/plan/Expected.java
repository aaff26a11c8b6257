package croft.protocol.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an expectation.
 *
 * @param that the expression
 * @param message what is wrong when it does not hold; empty when the file does not say
 * @param verdict whether it holds
 * @param offending keys or other values that the expression gave as wrong, the first of them; empty
 *     when it gives only true or false
 * @param fault why it could not be worked out; null when it could
 * @param place where it is in the file: {@code 12:9 expect[0].that}
 */
public record Expected(
    String that,
    String message,
    Verdict verdict,
    List<String> offending,
    @Nullable String fault,
    String place) {

  /** Whether an expectation holds. */
  public enum Verdict {
    MET,
    FAILED,
    /** The expression is wrong, or asks for too much work. */
    FAULTY
  }
}
