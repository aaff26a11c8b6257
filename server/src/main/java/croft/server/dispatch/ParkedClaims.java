package croft.server.dispatch;

import croft.core.schedule.Requirements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Claims that wait for work, first come first served among workers of a kind. Thread-safe. */
final class ParkedClaims {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Requirements.Offer, LinkedHashSet<Claim>> byOffer = new HashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  void park(Claim claim) {
    lock.lock();
    try {
      if (byOffer.computeIfAbsent(claim.offer(), _ -> new LinkedHashSet<>()).add(claim)) {
        size.incrementAndGet();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a claim out; false if it is not here (any more). */
  boolean remove(Claim claim) {
    lock.lock();
    try {
      LinkedHashSet<Claim> claims = byOffer.get(claim.offer());
      if (claims == null || !claims.remove(claim)) {
        return false;
      }
      size.decrementAndGet();
      if (claims.isEmpty()) {
        byOffer.remove(claim.offer());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The kinds of worker that wait. */
  List<Requirements.Offer> offers() {
    lock.lock();
    try {
      return new ArrayList<>(byOffer.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** The claims of a kind, the oldest first; at most {@code max}. */
  List<Claim> of(Requirements.Offer offer, int max) {
    lock.lock();
    try {
      List<Claim> first = new ArrayList<>();
      for (Claim claim : byOffer.getOrDefault(offer, new LinkedHashSet<>())) {
        if (first.size() == max) {
          break;
        }
        first.add(claim);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return size.get();
  }
}
