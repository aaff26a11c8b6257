package croft.protocol.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem on its way to the caller: thrown where it is found, turned into {@code
 * application/problem+json} at the edge of the server, and thrown again by the client that reads
 * it. Carries no stack trace worth keeping, since the fault is the caller's; {@link
 * ProblemType#INTERNAL} should be given its cause.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  public ProblemException(Problem problem, @Nullable Throwable cause) {
    // Bad input must stay cheap: without a cause there is nothing in the trace that helps.
    super(problem.text(), cause, false, cause != null);
    this.problem = Objects.requireNonNull(problem);
  }

  public Problem problem() {
    return problem;
  }

  /** Whether this is the given entry of the catalogue. */
  public boolean is(ProblemType type) {
    return problem.type().equals(type.uri());
  }
}
