package croft.server.farm;

import croft.protocol.problem.Problem;
import croft.store.decide.Latches;
import croft.store.query.Project;
import org.jspecify.annotations.Nullable;

/** What a project's people set for all its graphs: latches, groups. For use by many threads. */
public interface Settings {
  /** Opens or closes a latch. */
  Latched latch(Project project, Caller caller, String name, boolean open, @Nullable String reason);

  /**
   * Adds someone to a group, which exists from its first member on; null if that is done.
   *
   * @param member name of a token's holder
   */
  @Nullable Problem addMember(Project project, Caller caller, String group, String member);

  /** Removes someone from a group; nothing changes if they are not in it. */
  void removeMember(Project project, String group, String member);

  /** What came of setting a latch. */
  sealed interface Latched {
    record Set(Latches.Latch latch) implements Latched {}

    record Refused(Problem problem) implements Latched {}
  }
}
