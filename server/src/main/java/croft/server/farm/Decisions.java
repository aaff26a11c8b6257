package croft.server.farm;

import croft.core.job.JobState;
import croft.protocol.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people and programs decide about breakpoints. Safe for use by many threads. */
public interface Decisions {
  /**
   * A decision.
   *
   * @param approve whether what follows may go on; else the breakpoint has failed
   * @param comment why; null for nothing
   * @param digest of what the caller looked at: if that has changed the decision is refused; null
   *     to decide about whatever it is now
   */
  record Choice(boolean approve, @Nullable String comment, @Nullable String digest) {}

  /** Decides a breakpoint. Deciding it the same way again changes nothing. */
  Decided decide(long graph, int job, Caller caller, Choice choice);

  /** Decides a breakpoint by a token that works once, in the name of whoever asked for it. */
  Decided decide(String token, Choice choice);

  /**
   * Makes a token that decides a breakpoint once, without other credentials. The one that was made
   * for it before does not work any more.
   */
  Made token(long graph, int job, Caller caller);

  /** What came of a decision. */
  sealed interface Decided {
    /**
     * Done; also if it was so before.
     *
     * @param changed how many jobs are now in another state, by that state
     */
    record Done(long graph, Map<JobState, Integer> changed) implements Decided {
      public Done {
        changed = Map.copyOf(changed);
      }
    }

    /** Nothing changed. */
    record Refused(Problem problem) implements Decided {}
  }

  /** What came of asking for a token. */
  sealed interface Made {
    /** The token; it is not shown again. */
    record Token(String token) implements Made {}

    record Refused(Problem problem) implements Made {}
  }
}
