package croft.cli.settings;

import org.jspecify.annotations.Nullable;

/** Why a command cannot be done: what is wrong and where, and what to do next. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final @Nullable String next;

  /**
   * @param what a sentence, with the value that was met; may go on with indented lines of places
   * @param next what to do about it; null if the sentence says it
   */
  public Fault(ExitCode code, String what, @Nullable String next) {
    this(code, what, next, null);
  }

  public Fault(ExitCode code, String what, @Nullable String next, @Nullable Throwable cause) {
    super(what, cause);
    this.code = code;
    this.next = next;
  }

  /** Something in the command line, a file or a name is wrong. */
  public static Fault usage(String what, String next) {
    return new Fault(ExitCode.USAGE, what, next);
  }

  public ExitCode code() {
    return code;
  }

  public @Nullable String next() {
    return next;
  }
}
