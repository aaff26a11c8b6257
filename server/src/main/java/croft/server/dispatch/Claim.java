package croft.server.dispatch;

import croft.core.schedule.Requirements;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A worker's wish for work. Its nonces follow from its request's number, so that a claim whose
 * answer was lost, even with this server, can be answered again from the rows.
 */
final class Claim {
  private enum State {
    PARKED,
    HELD,
    ABANDONED
  }

  /** A job that was claimed. */
  record Taken(long graph, int job, int attempt, UUID nonce) {}

  private final long session;
  private final UUID request;
  private final Requirements.Offer offer;
  private final int slots;
  private final CompletableFuture<List<Taken>> answer = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.PARKED);

  Claim(long session, UUID request, Requirements.Offer offer, int slots) {
    this.session = session;
    this.request = request;
    this.offer = offer;
    this.slots = slots;
  }

  long session() {
    return session;
  }

  Requirements.Offer offer() {
    return offer;
  }

  int slots() {
    return slots;
  }

  CompletableFuture<List<Taken>> answer() {
    return answer;
  }

  /**
   * A batch takes it in hand; false if it was given up. From then on it gets what the batch says.
   */
  boolean hold() {
    return state.compareAndSet(State.PARKED, State.HELD);
  }

  /** The batch had nothing for it, or failed. */
  void letGo() {
    state.compareAndSet(State.HELD, State.PARKED);
  }

  /** Whoever asked waits no longer; false while a batch has it in hand. */
  private boolean abandon() {
    return state.compareAndSet(State.PARKED, State.ABANDONED);
  }

  /** Gives it up for whoever asked, with nothing; false while a batch has it in hand. */
  boolean giveUp(ParkedClaims parked) {
    if (!abandon()) {
      return false;
    }
    parked.remove(this);
    answer.complete(List.of());
    return true;
  }

  /** Ends it for whoever asked: the session is to be looked up anew. False as for giving up. */
  boolean move(ParkedClaims parked) {
    if (!abandon()) {
      return false;
    }
    parked.remove(this);
    answer.completeExceptionally(new SessionMovedException());
    return true;
  }

  UUID request() {
    return request;
  }

  UUID nonce(int number) {
    return nonce(session, request, number);
  }

  /** The nonce of the n-th attempt that a request gets: as random as the request's number. */
  static UUID nonce(long session, UUID request, int number) {
    ByteBuffer text =
        ByteBuffer.allocate(28)
            .putLong(session)
            .putLong(request.getMostSignificantBits())
            .putLong(request.getLeastSignificantBits())
            .putInt(number);
    try {
      ByteBuffer hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.array()));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
