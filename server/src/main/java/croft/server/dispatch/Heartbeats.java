package croft.server.dispatch;

import croft.core.job.JobFlags;
import croft.protocol.wire.AttemptId;
import croft.store.database.Database;
import croft.store.session.Sessions;
import croft.store.sql.Ints;
import croft.store.sql.Longs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Heartbeats, gathered as the batcher gathers ends: one statement renews the leases of all that
 * came while the last one ran.
 */
final class Heartbeats implements AutoCloseable {
  /** Heartbeats in one statement. */
  private static final int BATCH_MAX = 1_000;

  /**
   * What the rows say of a heartbeat.
   *
   * @param server the number of the server that serves the session; 0 for none, or if it is over
   * @param active whether its worker may be given work
   */
  record Beat(
      boolean alive, long server, boolean active, List<AttemptId> cancel, List<AttemptId> lost) {}

  private record Waiting(long session, List<AttemptId> attempts, CompletableFuture<Beat> answer) {}

  private final Database database;
  private final Duration lease;
  private final LeaseHealth health;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  Heartbeats(Database database, Duration lease, LeaseHealth health) {
    this.database = database;
    this.lease = lease;
    this.health = health;
    this.thread = Thread.ofVirtual().name("heartbeats").unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Queues a heartbeat; the future is completed when it is committed. */
  CompletableFuture<Beat> beat(long session, List<AttemptId> attempts) {
    CompletableFuture<Beat> answer = new CompletableFuture<>();
    queue.add(new Waiting(session, attempts, answer));
    return answer;
  }

  private void loop() {
    while (!stopping) {
      try {
        List<Waiting> batch = new ArrayList<>();
        batch.add(queue.take());
        queue.drainTo(batch, BATCH_MAX - 1);
        write(batch);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void write(List<Waiting> batch) {
    try (Connection connection = database.connection()) {
      Map<Long, Sessions.Renewed> renewed =
          Sessions.heartbeat(
              connection,
              batch.stream().mapToLong(Waiting::session).sorted().distinct().toArray(),
              lease);
      Set<String> known = new HashSet<>();
      Set<String> toCancel = new HashSet<>();
      readHeld(connection, batch, known, toCancel);
      health.succeeded();
      for (Waiting waiting : batch) {
        List<AttemptId> cancel = new ArrayList<>();
        List<AttemptId> lost = new ArrayList<>();
        for (AttemptId attempt : waiting.attempts) {
          String name = waiting.session + ":" + attempt;
          if (!known.contains(name)) {
            lost.add(attempt);
          } else if (toCancel.contains(name)) {
            cancel.add(attempt);
          }
        }
        Sessions.Renewed lease = renewed.get(waiting.session);
        waiting.answer.complete(
            lease == null
                ? new Beat(false, 0, false, cancel, lost)
                : new Beat(true, lease.server(), lease.active(), cancel, lost));
      }
    } catch (SQLException | RuntimeException e) {
      health.failed();
      batch.forEach(waiting -> waiting.answer.completeExceptionally(e));
    }
  }

  private static void readHeld(
      Connection connection, List<Waiting> batch, Set<String> known, Set<String> toCancel)
      throws SQLException {
    Longs graphs = new Longs();
    Ints jobs = new Ints();
    Ints attempts = new Ints();
    Longs sessions = new Longs();
    List<String> names = new ArrayList<>();
    for (Waiting waiting : batch) {
      for (AttemptId attempt : waiting.attempts) {
        graphs.add(attempt.graph());
        jobs.add(attempt.job());
        attempts.add(attempt.attempt());
        sessions.add(waiting.session);
        names.add(waiting.session + ":" + attempt);
      }
    }
    if (names.isEmpty()) {
      return;
    }
    for (Sessions.Known row :
        Sessions.readHeld(
            connection, graphs.toArray(), jobs.toArray(), attempts.toArray(), sessions.toArray())) {
      known.add(names.get(row.item()));
      if (JobFlags.has(row.flags(), JobFlags.CANCEL)) {
        toCancel.add(names.get(row.item()));
      }
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }
}
