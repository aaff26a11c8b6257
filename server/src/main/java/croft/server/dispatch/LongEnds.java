package croft.server.dispatch;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.Verdict;
import croft.server.farm.Changes;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.graph.GraphImages;
import croft.store.graph.GraphTransaction;
import croft.store.hot.EndBatch;
import croft.store.hot.HotTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of attempts that many jobs follow, or that add jobs: each graph's in a transaction of its
 * own that reads the graph, so that the batcher and the other graphs do not wait. Safe for use by
 * many threads.
 */
final class LongEnds {
  private static final Logger log = LoggerFactory.getLogger(LongEnds.class);

  /** Such transactions at once: each holds a graph's rows in memory. */
  private static final int AT_ONCE_MAX = 2;

  private final Database database;
  private final Changes changes;
  private final Refill refill;
  private final Images images;
  private final Growth growth;
  private final Semaphore places = new Semaphore(AT_ONCE_MAX);

  LongEnds(Database database, Changes changes, Refill refill, Images images, Growth growth) {
    this.database = database;
    this.changes = changes;
    this.refill = refill;
    this.images = images;
    this.growth = growth;
  }

  /** Whether an end may add jobs: then it is not for a batch. */
  static boolean grows(End end, GraphImage image) {
    return end.outcome() instanceof Outcome.Succeeded
        && image.definition(end.job()) >= 0
        && image.policy(end.job()).expands();
  }

  /** Ends attempts of one graph on another thread, and answers them. */
  void run(List<End> ends, GraphImage image, BiConsumer<End, End.Result> answer) {
    Thread.ofVirtual()
        .name("long-end-" + image.graph())
        .start(
            () -> {
              places.acquireUninterruptibly();
              try {
                end(ends, image).forEach(answer);
              } catch (SQLException e) {
                log.warn("ends of graph {} failed: {}", image.graph(), e.getMessage());
                ends.forEach(end -> end.answer().completeExceptionally(e));
              } catch (RuntimeException e) {
                log.error("ends of graph {} failed", image.graph(), e);
                ends.forEach(end -> end.answer().completeExceptionally(e));
              } finally {
                places.release();
              }
            });
  }

  private Map<End, End.Result> end(List<End> ends, GraphImage image) throws SQLException {
    Map<End, End.Result> results = new HashMap<>();
    List<End> plain = new ArrayList<>(ends);
    for (End end : ends) {
      // A transaction for each: the graph is another one afterwards.
      if (end.job() < image.edges().size() && grows(end, image)) {
        plain.remove(end);
        results.put(end, grow(end));
      }
    }
    if (!plain.isEmpty()) {
      results.putAll(endPlain(plain, image));
    }
    return results;
  }

  private record Grown(End.Result result, long seq, boolean edited) {}

  private End.Result grow(End end) throws SQLException {
    Grown grown =
        database.transaction(
            connection -> {
              GraphTransaction graph = GraphTransaction.begin(connection, end.graph(), null);
              // Under the lock: what was cached may be older than an edit.
              GraphImage image = GraphImages.load(connection, end.graph());
              if (graph == null || image == null) {
                return new Grown(End.Result.STALE, 0, false);
              }
              return grow(connection, graph, end, image);
            });
    if (grown.seq > 0) {
      if (grown.edited) {
        images.drop(end.graph());
      }
      changes.committed(end.graph(), grown.seq);
      refill.graph(end.graph());
    }
    return grown.result;
  }

  private Grown grow(Connection connection, GraphTransaction graph, End end, GraphImage image)
      throws SQLException {
    int flags = graph.run().flags(end.job());
    boolean asked = JobFlags.has(flags, JobFlags.CANCEL) || JobFlags.has(flags, JobFlags.AGAIN);
    if (asked || !grows(end, image) || isOver(connection, end)) {
      // Somebody asked to stop it, or to run it again: its file counts for nothing.
      return ended(
          connection,
          graph,
          JobFlags.has(flags, JobFlags.CANCEL)
              ? end.instead(new Outcome.Cancelled(), "cancelled before it added its jobs")
              : end,
          image);
    }
    return switch (growth.plan(connection, graph, end.graph(), end.job(), end.attempt())) {
      case Growth.Planned.Refused(String reason) ->
          ended(connection, graph, end.instead(new Outcome.Refused(), reason), image);
      case Growth.Planned.Good good -> {
        write(connection, end, image, SUCCESS);
        good.edit();
        graph.run().end(end.job(), JobState.SUCCEEDED);
        graph.run().settleTogether();
        yield new Grown(End.Result.ACCEPTED, good.save(), true);
      }
    };
  }

  private static Grown ended(
      Connection connection, GraphTransaction graph, End end, GraphImage image)
      throws SQLException {
    End.Result result = end(connection, graph, end, image);
    long seq = graph.run().changes().size() > 0 ? graph.save(null, null) : 0;
    return new Grown(result, seq, false);
  }

  private static final Verdict SUCCESS = new Verdict.Finish(JobState.SUCCEEDED, "");

  /** Whether the attempt does not run (any more) under the report's nonce. */
  private static boolean isOver(Connection connection, End end) throws SQLException {
    return new HotTransaction(connection)
        .readRunning(
            new long[] {end.graph()},
            new int[] {end.job()},
            new int[] {end.attempt()},
            new UUID[] {end.nonce()})
        .isEmpty();
  }

  private Map<End, End.Result> endPlain(List<End> ends, GraphImage image) throws SQLException {
    Map<End, End.Result> results = new HashMap<>();
    long seq =
        database.transaction(
            connection -> {
              results.clear();
              GraphTransaction graph = GraphTransaction.begin(connection, image.graph(), image);
              if (graph == null) {
                ends.forEach(end -> results.put(end, End.Result.STALE));
                return 0L;
              }
              for (End end : ends) {
                results.put(end, end(connection, graph, end, image));
              }
              return graph.run().changes().size() > 0 ? graph.save(null, null) : 0L;
            });
    if (seq > 0) {
      changes.committed(image.graph(), seq);
      refill.graph(image.graph());
    }
    return results;
  }

  private static End.Result end(
      Connection connection, GraphTransaction graph, End end, GraphImage image)
      throws SQLException {
    HotTransaction hot = new HotTransaction(connection);
    long[] graphs = {end.graph()};
    int[] jobs = {end.job()};
    int[] attempts = {end.attempt()};
    UUID[] nonces = {end.nonce()};
    List<HotTransaction.Running> running = hot.readRunning(graphs, jobs, attempts, nonces);
    if (running.isEmpty()) {
      List<HotTransaction.Reported> ended = hot.readEnded(graphs, jobs, attempts, nonces);
      if (ended.isEmpty()) {
        return End.Result.STALE;
      }
      return ended.getFirst().reportHash() == end.reportHash()
          ? End.Result.REPEATED
          : End.Result.CONFLICT;
    }
    HotTransaction.Running row = running.getFirst();
    int losses = row.losses() + ("lost".equals(end.outcome().text()) ? 1 : 0);
    Verdict verdict =
        image.policy(end.job()).retry().after(end.outcome(), row.tries(), losses, row.flags());
    write(connection, end, image, verdict);
    switch (verdict) {
      case Verdict.Finish(JobState state, _) -> graph.run().end(end.job(), state);
      case Verdict.Retry _, Verdict.Again _ -> graph.run().retry(end.job());
    }
    if (JobFlags.has(graph.run().flags(end.job()), JobFlags.AGAIN)) {
      throw new IllegalStateException("job " + end.job() + " kept its request to run again");
    }
    return End.Result.ACCEPTED;
  }

  /** Ends the attempt's row. */
  private static void write(Connection connection, End end, GraphImage image, Verdict verdict)
      throws SQLException {
    EndBatch batch = new EndBatch();
    batch.add(
        end.graph(),
        end.job(),
        end.attempt(),
        end.nonce(),
        end.outcome(),
        verdict,
        end.reportHash(),
        image.definition(end.job(), end.attempt()),
        image.revision(end.job(), end.attempt()),
        end.reason(),
        end.report());
    new HotTransaction(connection).end(batch);
  }

  /** For tests: waits until nothing is under way. */
  void awaitIdle() {
    places.acquireUninterruptibly(AT_ONCE_MAX);
    places.release(AT_ONCE_MAX);
  }
}
