package croft.server.dispatch;

import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.store.decide.Latches;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why graphs that are bound to a latch do not start. */
public final class ClosedLatch {
  private ClosedLatch() {}

  /**
   * What is said of a latch that is closed; null if it is open.
   *
   * @param latch its name; null for none
   */
  public static @Nullable Problem problem(
      Connection connection, int project, @Nullable String latch) throws SQLException {
    Latches.Latch set = latch == null ? null : Latches.read(connection, project, latch);
    if (set == null || set.open()) {
      return null;
    }
    String why =
        "the latch '%s' was closed by %s at %s%s"
            .formatted(
                set.name(),
                set.author(),
                set.changedAt(),
                set.reason() == null ? "" : ": " + set.reason());
    return ProblemType.LATCH_CLOSED.problem(why, List.of(new Place("latch", why)));
  }
}
