package croft.server.farm;

import croft.core.schedule.Requirements.Offer;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.store.session.Standings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The verbs of workers. Every call blocks its (virtual) thread until it is committed, or its wait
 * is over; an interrupt ends the wait. Safe for use by many threads.
 *
 * <p>Sessions are the texts that {@link #register} gave out; any other text is a session that is
 * over.
 */
public interface Dispatch {
  /** A worker signs on; its protocol version has been checked. */
  WorkerSession register(WorkerRegistration registration);

  /**
   * Gives work.
   *
   * @param request a repeat of it gets the same attempts
   * @param wait how long to wait until there is some
   */
  Answer<List<Assignment>> claim(String session, UUID request, int slots, Duration wait);

  /**
   * Records ends of attempts, and then gives work if {@code claim} is present. The ends are
   * recorded one by one whatever becomes of the others. With a session that is over each is stale.
   */
  Answer<CompletionsResponse> complete(
      String session, List<Completion> completions, CompletionsRequest.@Nullable Claim claim);

  /** A worker lives, and holds these attempts. */
  Answer<HeartbeatResponse> heartbeat(String session, List<AttemptId> attempts);

  /**
   * A worker leaves; attempts that it still holds are lost at once. Repeating it changes nothing.
   */
  SignedOff signOff(String session);

  /**
   * Keeps a worker from work, or lets it have work again, whatever its sessions. When this returns,
   * no server gives anything to one that is kept from it.
   */
  StandingSet set(Caller caller, String worker, Commands.SetStanding wish);

  /** What came of setting a worker's standing. */
  sealed interface StandingSet {
    record Done(Standings.Standing standing) implements StandingSet {}

    /** No worker is called so. */
    record Unknown() implements StandingSet {}

    /** As many workers as may be are kept from work already. */
    record TooMany() implements StandingSet {}
  }

  /**
   * Whether the attempt runs, and the nonce is the one that was given with its claim. Asked before
   * each write to its log or artifacts.
   */
  boolean isLive(AttemptId attempt, UUID nonce);

  /**
   * How many ready jobs, which the same workers can run, are claimed before a job, as this server
   * sees it, up to some thousands; empty if it is not ready.
   *
   * @param offers what each different live worker has
   */
  OptionalInt before(long graph, int job, int requirementClass, Collection<Offer> offers);

  /** An answer to a worker's session. */
  sealed interface Answer<T> {
    record Given<T>(T value) implements Answer<T> {}

    /** The session is over: the worker must stop all that it runs, and register anew. */
    record SessionEnded<T>() implements Answer<T> {}
  }

  /** What came of signing off. */
  enum SignedOff {
    DONE,
    /** No session was ever called so. */
    UNKNOWN
  }
}
