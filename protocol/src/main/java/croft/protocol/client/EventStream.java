package croft.protocol.client;

import croft.protocol.problem.ProblemException;
import croft.protocol.wire.StreamEvent;
import croft.protocol.wire.codec.StreamCodec;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Follows topics of a farm. Connects again by itself, from the last event that it saw, when the
 * connection breaks or goes silent; a {@link StreamEvent.Reset} then says if something was missed.
 * One thread takes events; any thread may close it.
 */
public final class EventStream implements AutoCloseable {
  /** The farm says something every 15 s; after three times that the connection is dead. */
  private static final Duration IDLE = Duration.ofSeconds(45);

  /** For how long it tries to connect again before it gives up. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Retries PAUSES =
      new Retries(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(5));

  /** Events that wait for the taker; a slow one holds the connection back, as it should. */
  private static final int QUEUE_MAX = 256;

  private final Transport transport;
  private final Supplier<Call> path;
  private final StreamTopics topics;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Thread reader;
  private volatile boolean closed;
  private volatile @Nullable InputStream body;
  private @Nullable String lastId;
  private boolean ended;

  private sealed interface Item {
    record Event(StreamEvent event) implements Item {}

    record Failed(Exception cause) implements Item {}

    record Closed() implements Item {}
  }

  EventStream(Transport transport, Supplier<Call> path, StreamTopics topics) {
    this.transport = transport.withRetries(Retries.NONE);
    this.path = path;
    this.topics = topics;
    this.reader = Thread.ofVirtual().name("croft-events").start(this::read);
  }

  /**
   * Waits for the next event.
   *
   * @return null when the stream was closed
   * @throws ProblemException if the farm refuses the stream
   * @throws IOException if the farm could not be reached for some minutes
   */
  public @Nullable StreamEvent next() throws IOException, InterruptedException {
    return ended ? null : event(queue.take());
  }

  /**
   * Waits for the next event, but no longer than this.
   *
   * @return null when none came in time, or the stream was closed: see {@link #isClosed}
   */
  public @Nullable StreamEvent next(Duration atMost) throws IOException, InterruptedException {
    if (ended) {
      return null;
    }
    Item item = queue.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    return item == null ? null : event(item);
  }

  private @Nullable StreamEvent event(Item item) throws IOException {
    switch (item) {
      case Item.Event(StreamEvent event) -> {
        return event;
      }
      case Item.Closed() -> {
        ended = true;
        return null;
      }
      case Item.Failed(Exception cause) -> {
        ended = true;
        switch (cause) {
          case ProblemException problem -> throw problem;
          case IOException io -> throw new IOException(io.getMessage(), io);
          default -> throw new IOException("the event stream ended: " + cause.getMessage(), cause);
        }
      }
    }
  }

  /** Whether it was closed, or failed. */
  public boolean isClosed() {
    return closed || ended;
  }

  private void read() {
    int failures = 0;
    long failingSince = 0;
    while (!closed) {
      Exception cause = null;
      try (InputStream opened = connect()) {
        body = opened;
        failingSince = 0;
        var events = new SseReader(opened);
        for (SseReader.Event event = events.next(); event != null; event = events.next()) {
          pass(event);
          failures = 0;
        }
      } catch (ProblemException e) {
        if (e.problem().status() < 500) {
          finish(e);
          return;
        }
        cause = e;
      } catch (IOException e) {
        cause = e;
      } catch (InterruptedException | RuntimeException e) {
        finish(e);
        return;
      }
      failures++;
      failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
      if (cause != null && System.nanoTime() - failingSince > PATIENCE.toNanos()) {
        finish(cause);
        return;
      }
      if (!closed && !pause(failures)) {
        return;
      }
    }
  }

  private InputStream connect() throws IOException, InterruptedException {
    Call call =
        topics.on(path.get()).header("Accept", "text/event-stream").header("Last-Event-ID", lastId);
    return transport.open(call, IDLE).body();
  }

  private void pass(SseReader.Event event) throws IOException, InterruptedException {
    StreamEvent read;
    try {
      read = StreamCodec.read(event.event(), event.data());
    } catch (JacksonException e) {
      throw new IOException("event '" + event.event() + "' cannot be read: " + e.getMessage(), e);
    }
    if (read != null) {
      queue.put(new Item.Event(read));
    }
    // Only now: an event that was not passed on must come again.
    lastId = event.id() == null ? lastId : event.id();
  }

  private boolean pause(int failures) {
    try {
      Thread.sleep(PAUSES.after(Math.min(failures, 10), Duration.ZERO));
      return true;
    } catch (InterruptedException e) {
      finish(e);
      return false;
    }
  }

  private void finish(Exception cause) {
    Item last = closed ? new Item.Closed() : new Item.Failed(cause);
    // Events that nobody took must not keep the end from being told.
    while (!queue.offer(last)) {
      queue.poll();
    }
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
    InputStream open = body;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It is being thrown away.
      }
    }
    while (!queue.offer(new Item.Closed())) {
      queue.poll();
    }
  }
}
