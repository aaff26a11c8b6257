package croft.server.api;

import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.store.database.SqlFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call tells its caller.
 *
 * @param problem from the catalogue; never a stack trace or a statement
 * @param retryAfter when to try again; null if that cannot help
 * @param ours whether the farm is at fault, so that the log needs the whole story
 */
record Failures(Problem problem, @Nullable Duration retryAfter, boolean ours) {
  /** Reads what was thrown. */
  static Failures of(Throwable thrown) {
    if (thrown instanceof ProblemException ours) {
      ProblemType type = ours.problem().catalogued();
      return new Failures(
          ours.problem(),
          type == ProblemType.UNAVAILABLE ? Duration.ofSeconds(2) : null,
          type == ProblemType.INTERNAL);
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException ours) {
        return of(ours);
      }
      if (isDiskFull(cause)) {
        return new Failures(
            ProblemType.STORAGE_FULL.problem("there is no space left for files"),
            Duration.ofSeconds(30),
            true);
      }
    }
    return ofDatabase(thrown);
  }

  private static Failures ofDatabase(Throwable thrown) {
    SqlFailure failure = SqlFailure.of(thrown);
    Duration retryAfter = failure.retryAfter().orElse(null);
    return switch (failure) {
      case SqlFailure.Unavailable _ ->
          new Failures(
              ProblemType.UNAVAILABLE.problem("the database does not answer"), retryAfter, false);
      case SqlFailure.Conflict _ ->
          new Failures(
              ProblemType.UNAVAILABLE.problem("others were in the way too often"),
              retryAfter,
              false);
      case SqlFailure.TooSlow _ ->
          new Failures(
              ProblemType.UNAVAILABLE.problem("the database took too long"), retryAfter, true);
      case SqlFailure.NoSpace _ ->
          new Failures(
              ProblemType.STORAGE_FULL.problem("the database has no space left"), retryAfter, true);
      case SqlFailure.Refused _, SqlFailure.Damaged _, SqlFailure.Fault _ ->
          new Failures(
              ProblemType.INTERNAL.problem("an unexpected error; it is in the server's log"),
              null,
              true);
    };
  }

  /** Whether the file system said that it is full. */
  static boolean isDiskFull(Throwable cause) {
    if (!(cause instanceof IOException) && !(cause instanceof UncheckedIOException)) {
      return false;
    }
    String message =
        cause instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : String.valueOf(cause.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded");
  }
}
