package croft.server.stream;

import croft.store.query.EventQueries;
import croft.store.query.EventQueries.EventRow;
import croft.store.query.GraphRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One graph's newest events, read once for all clients that follow it. The numbers of events have
 * no gaps, so whoever knows the last one that it saw can tell what is missing. Safe for use by many
 * threads.
 */
final class GraphTail {
  /** Events kept for clients that are a little behind. */
  static final int EVENTS_KEPT_MAX = 512;

  /** Changed jobs in the events kept, all together. */
  static final int JOBS_KEPT_MAX = 50_000;

  /** Events read at once. */
  static final int READ_MAX = 256;

  /** Who is further behind than this is told to read the graph anew: that is less work. */
  static final int BEHIND_MAX = 5_000;

  private final long graph;
  private final EventQueries events;
  private final LongFunction<@Nullable GraphRow> heads;
  private final Listener listener;
  private final Set<Signal> followers = ConcurrentHashMap.newKeySet();
  private final Deque<EventRow> kept = new ArrayDeque<>();
  private int jobsKept;
  private long last;
  private GraphRow head;

  /** Sees events as they are read. */
  @FunctionalInterface
  interface Listener {
    void read(long graph, EventRow event);
  }

  /**
   * Begins at the graph's present state.
   *
   * @param heads reads a graph's row
   * @param listener sees each event that was read
   */
  GraphTail(
      GraphRow head,
      EventQueries events,
      LongFunction<@Nullable GraphRow> heads,
      Listener listener) {
    this.listener = listener;
    this.graph = head.graph();
    this.head = head;
    this.last = head.seq();
    this.events = events;
    this.heads = heads;
  }

  long graph() {
    return graph;
  }

  void follow(Signal follower) {
    followers.add(follower);
  }

  /** Returns whether nobody follows it any more. */
  boolean unfollow(Signal follower) {
    followers.remove(follower);
    return followers.isEmpty();
  }

  /** The number of the last event that was read. */
  synchronized long last() {
    return last;
  }

  /** The graph as it was after the last event that was read, or later. */
  synchronized GraphRow head() {
    return head;
  }

  /** Reads what is new. Returns whether there may be more. Called by one thread. */
  boolean runOnce() {
    List<EventRow> page = events.page(graph, last(), READ_MAX);
    if (page.isEmpty()) {
      return false;
    }
    GraphRow now = heads.apply(graph);
    boolean more;
    synchronized (this) {
      for (EventRow event : page) {
        kept.addLast(event);
        jobsKept += event.jobs().length;
        last = event.seq();
      }
      while (kept.size() > EVENTS_KEPT_MAX || (jobsKept > JOBS_KEPT_MAX && kept.size() > 1)) {
        jobsKept -= kept.removeFirst().jobs().length;
      }
      if (now != null) {
        head = now;
      }
      more = head.seq() > last;
    }
    page.forEach(event -> listener.read(graph, event));
    followers.forEach(Signal::raise);
    return more;
  }

  /** What a client gets next. */
  sealed interface Next {
    /** These events, which follow each other without a gap; none if there is nothing new. */
    record Events(List<EventRow> events) implements Next {}

    /** It is too far behind, or ahead of what there is. */
    record Gap() implements Next {}
  }

  /** The events behind the one that a client saw last, not beyond the last that was read here. */
  Next after(long seen, int max) {
    long until;
    synchronized (this) {
      until = last;
      if (seen == until) {
        return new Next.Events(List.of());
      }
      if (seen > until || until - seen > BEHIND_MAX) {
        // Ahead: the database was restored to an earlier state, or the cursor is not ours.
        return new Next.Gap();
      }
      EventRow first = kept.peekFirst();
      if (first != null && first.seq() <= seen + 1) {
        List<EventRow> next = new ArrayList<>();
        for (EventRow event : kept) {
          if (event.seq() > seen && next.size() < max) {
            next.add(event);
          }
        }
        return new Next.Events(next);
      }
    }
    List<EventRow> older =
        events.page(graph, seen, max).stream().filter(event -> event.seq() <= until).toList();
    return older.isEmpty() || older.getFirst().seq() != seen + 1
        ? new Next.Gap()
        : new Next.Events(older);
  }
}
