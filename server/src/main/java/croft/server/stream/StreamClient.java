package croft.server.stream;

import croft.protocol.wire.AttemptId;
import croft.protocol.wire.StreamEvent;
import croft.protocol.wire.codec.StreamCodec;
import croft.server.stream.StreamHub.LogTopic;
import croft.server.view.GraphViews;
import croft.store.query.EventQueries.EventRow;
import croft.store.query.GraphRow;
import croft.store.query.JobQueries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream: pulls what is new of each of its topics and writes it, with the cursor of
 * all of them behind it. Runs on the thread of the call.
 */
final class StreamClient {
  /**
   * Sent when nothing else was, so that proxies keep the connection and both ends notice its loss.
   */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** How often a log is looked at that another server may write. */
  private static final Duration LOG_POLL = Duration.ofSeconds(1);

  /** Events of a graph written at once. */
  private static final int EVENTS_MAX = 100;

  /** Octets of a log written at once. */
  private static final int LOG_PIECE_MAX = 64 * 1024;

  private static final byte[] KEEP_ALIVE_LINE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  private final StreamHub hub;
  private final StreamHub.Topics topics;
  private final StreamCursor cursor;
  private final StreamHub.Output output;
  private final Signal signal = new Signal();
  private final List<GraphTopic> graphs = new ArrayList<>();
  private final List<LogFollow> logs = new ArrayList<>();
  private @Nullable ProjectTopic project;
  private final Out out = new Out();

  StreamClient(
      StreamHub hub, StreamHub.Topics topics, StreamCursor cursor, StreamHub.Output output) {
    this.hub = hub;
    this.topics = topics;
    this.cursor = cursor;
    this.output = output;
  }

  void wake() {
    signal.raise();
  }

  void run() throws IOException {
    try {
      open();
      long lastWrite = System.nanoTime();
      while (!hub.isClosed() && !Thread.currentThread().isInterrupted()) {
        boolean more = drain();
        if (!out.isEmpty()) {
          output.write(out.take(cursor));
          lastWrite = System.nanoTime();
        } else if (System.nanoTime() - lastWrite >= KEEP_ALIVE.toNanos()) {
          output.write(KEEP_ALIVE_LINE);
          lastWrite = System.nanoTime();
        }
        rest(lastWrite);
        if (!more) {
          Duration rest = KEEP_ALIVE.minusNanos(System.nanoTime() - lastWrite).plusMillis(1);
          signal.await(followsLogs() && LOG_POLL.compareTo(rest) < 0 ? LOG_POLL : rest);
        }
      }
    } finally {
      graphs.forEach(topic -> hub.unfollow(topic.tail, signal));
      logs.forEach(
          follow -> {
            hub.unfollow(follow.topic.id(), signal);
            hub.unfollow(follow.tail, follow.ignored);
          });
      ProjectTopic followed = project;
      if (followed != null) {
        hub.unfollow(followed.tail, signal);
      }
    }
  }

  /** Until the frame is over: what happens meanwhile is told together. */
  private void rest(long lastWrite) {
    long until = lastWrite + topics.frame().toNanos();
    for (long left = until - System.nanoTime();
        left > 0 && !hub.isClosed() && !Thread.currentThread().isInterrupted();
        left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private boolean followsLogs() {
    return logs.stream().anyMatch(follow -> !follow.ended);
  }

  private void open() throws IOException {
    for (GraphRow graph : topics.graphs()) {
      graphs.add(new GraphTopic(hub.follow(graph, signal)));
    }
    if (topics.project() != null) {
      project = new ProjectTopic(hub.follow(topics.project(), signal));
    }
    for (LogTopic topic : topics.logs()) {
      hub.follow(topic.id(), signal);
      logs.add(new LogFollow(topic));
    }
    // The client's own library connects again after this many milliseconds.
    output.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
  }

  private boolean drain() throws IOException {
    boolean more = false;
    for (GraphTopic topic : graphs) {
      more |= topic.drain();
    }
    if (project != null) {
      project.drain();
    }
    for (LogFollow follow : logs) {
      more |= follow.drain();
    }
    return more;
  }

  /** A graph that is followed. */
  private final class GraphTopic {
    private final GraphTail tail;
    private final String name;
    private boolean shown;
    private @Nullable Long seen;
    private final MergedEvents merged = new MergedEvents();

    GraphTopic(GraphTail tail) {
      this.tail = tail;
      this.name = StreamCursor.graph(tail.graph());
      this.seen = cursor.position(name);
    }

    boolean drain() {
      Long before = seen;
      if (before == null) {
        snapshot();
        return false;
      }
      return switch (tail.after(before, EVENTS_MAX)) {
        case GraphTail.Next.Gap() -> {
          out.add(new StreamEvent.Reset("graph:" + tail.graph()));
          snapshot();
          yield false;
        }
        case GraphTail.Next.Events(List<EventRow> events) -> {
          long at = events.isEmpty() ? before : events.getLast().seq();
          if (topics.frame().isZero()) {
            for (EventRow event : events) {
              if (event.jobs().length > 0) {
                out.add(GraphViews.streamed(tail.graph(), event));
              }
            }
          } else {
            merge(events);
            if (at >= tail.last() && !merged.isEmpty()) {
              out.add(GraphViews.streamed(tail.graph(), merged.take()));
            }
          }
          seen = at;
          if (merged.isEmpty()) {
            // What is merged and not written yet must come again if the connection breaks.
            cursor.set(name, at);
          }
          boolean all = at >= tail.last();
          if (all && (!shown || !events.isEmpty())) {
            show(tail.head());
          }
          yield !all;
        }
      };
    }

    private void merge(List<EventRow> events) {
      for (EventRow event : events) {
        merged.add(event);
      }
    }

    private void snapshot() {
      merged.clear();
      // The head may be newer than the last event that was read: those between come again as
      // events, and say what the head says already.
      GraphRow head;
      synchronized (tail) {
        head = tail.head();
        seen = tail.last();
      }
      cursor.set(name, seen);
      show(head);
    }

    private void show(GraphRow head) {
      shown = true;
      out.add(new StreamEvent.Graph(hub.views().view(head)));
    }
  }

  /** A project whose graphs are followed. */
  private final class ProjectTopic {
    private final ProjectTail tail;
    private long position = -1;

    ProjectTopic(ProjectTail tail) {
      this.tail = tail;
    }

    void drain() {
      if (position < 0) {
        snapshot();
        return;
      }
      ProjectTail.Changed changed = tail.after(position);
      if (changed.gap()) {
        out.add(new StreamEvent.Reset("project"));
        snapshot();
        return;
      }
      position = changed.position();
      changed.graphs().forEach(row -> out.add(new StreamEvent.Graph(hub.views().view(row))));
    }

    private void snapshot() {
      ProjectTail.Snapshot snapshot = tail.snapshot();
      position = snapshot.position();
      // The oldest first, so that the newest ends up on top of whatever the client keeps.
      snapshot
          .graphs()
          .reversed()
          .forEach(row -> out.add(new StreamEvent.Graph(hub.views().view(row))));
    }
  }

  /** A log that is followed. */
  private final class LogFollow {
    private final LogTopic topic;
    private final String name;
    // Keeps the graph's events being read; only those of this attempt matter here.
    private final Signal ignored = new Signal();
    private final GraphTail tail;
    private long offset;
    private boolean ended;

    LogFollow(LogTopic topic) {
      this.topic = topic;
      AttemptId id = topic.id();
      this.name = StreamCursor.log(id.graph(), id.job(), id.attempt());
      this.tail = hub.follow(topic.graph(), ignored);
      Long position = cursor.position(name);
      this.offset = position == null ? 0 : position;
    }

    boolean drain() throws IOException {
      if (ended) {
        return false;
      }
      AttemptId id = topic.id();
      byte[] octets = hub.logs().read(topic.log(), offset, LOG_PIECE_MAX);
      boolean atEnd = octets.length < LOG_PIECE_MAX;
      boolean over = false;
      if (atEnd) {
        // Asked when nothing came, and then read again: what was written before its end is there.
        over = octets.length == 0 && isOver(id);
        if (over) {
          octets = hub.logs().read(topic.log(), offset, LOG_PIECE_MAX);
          over = octets.length < LOG_PIECE_MAX;
        }
      }
      int length = over ? octets.length : wholeCharacters(octets);
      if (length == 0 && !over) {
        return false;
      }
      String text = new String(octets, 0, length, StandardCharsets.UTF_8);
      out.add(new StreamEvent.Log(id.graph(), id.job(), id.attempt(), offset, text, over));
      offset += length;
      cursor.set(name, offset);
      ended = over;
      return !over && !atEnd;
    }

    private boolean isOver(AttemptId id) {
      JobQueries.Claimed claimed = hub.queries().jobs().claimed(id.graph(), id.job(), id.attempt());
      return claimed == null || claimed.ended();
    }
  }

  /** How many octets do not end in the middle of a character of UTF-8. */
  static int wholeCharacters(byte[] octets) {
    int end = octets.length;
    for (int back = 1; back <= 3 && back <= end; back++) {
      int octet = octets[end - back] & 0xff;
      if (octet < 0x80) {
        return end;
      }
      if (octet >= 0xc0) {
        int needed = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
        return back < needed ? end - back : end;
      }
    }
    return end;
  }

  /** Events that wait to be written in one piece. */
  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    private int lastEvent;

    void add(StreamEvent event) {
      lastEvent = bytes.size();
      bytes.writeBytes(("event: " + event.event() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(StreamCodec.data(event));
      bytes.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    boolean isEmpty() {
      return bytes.size() == 0;
    }

    /** All of it; the last event carries the cursor, so that a cut piece is sent again whole. */
    byte[] take(StreamCursor cursor) {
      byte[] events = bytes.toByteArray();
      String position = cursor.text();
      bytes.reset();
      if (position.isEmpty()) {
        return events;
      }
      byte[] id = ("id: " + position + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[events.length + id.length];
      System.arraycopy(events, 0, all, 0, lastEvent);
      System.arraycopy(id, 0, all, lastEvent, id.length);
      System.arraycopy(events, lastEvent, all, lastEvent + id.length, events.length - lastEvent);
      return all;
    }
  }
}
