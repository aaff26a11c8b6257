package croft.server.stream;

import croft.store.query.EventQueries.EventRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of one graph as one: of each job that changed, its newest state and attempt. Never more
 * than the graph has jobs.
 */
final class MergedEvents {
  private record Change(byte state, int attempt) {}

  private final Map<Integer, Change> changes = new LinkedHashMap<>();
  private @Nullable EventRow last;

  void add(EventRow event) {
    for (int i = 0; i < event.jobs().length; i++) {
      changes.put(event.jobs()[i], new Change(event.states()[i], event.attempts()[i]));
    }
    last = event;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** What was added since the last time, with the number and time of the last event. */
  EventRow take() {
    EventRow newest = last;
    if (newest == null) {
      throw new IllegalStateException("nothing was added");
    }
    int[] jobs = new int[changes.size()];
    int[] attempts = new int[jobs.length];
    byte[] states = new byte[jobs.length];
    int at = 0;
    for (Map.Entry<Integer, Change> change : changes.entrySet()) {
      jobs[at] = change.getKey();
      attempts[at] = change.getValue().attempt;
      states[at++] = change.getValue().state;
    }
    clear();
    return new EventRow(newest.seq(), newest.at(), null, jobs, attempts, states, null);
  }

  void clear() {
    changes.clear();
    last = null;
  }
}
