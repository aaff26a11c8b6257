package croft.server.observe;

import croft.server.observe.Metrics.Counter;
import croft.server.observe.Metrics.Histogram;
import java.util.function.DoubleSupplier;

/** The numbers of the farm's hot path, each with the one name that {@code docs/metrics.md} has. */
public final class FarmMetrics {
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double[] ITEMS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000};

  private final Metrics metrics;

  public FarmMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Attempts given to workers. */
  public Counter claims() {
    return metrics.counter("croft_claims_total", "Attempts given to workers");
  }

  /**
   * Ends of attempts that workers reported.
   *
   * @param result what became of the report: accepted, repeated, stale, conflict
   */
  public Counter completions(String result) {
    return metrics.counter(
        "croft_completions_total", "Ends of attempts as workers reported them", "result", result);
  }

  /** Attempts ended because their worker was lost. */
  public Counter losses() {
    return metrics.counter("croft_attempts_lost_total", "Attempts that lost their worker");
  }

  /** Items in one transaction of the batcher. */
  public Histogram batchSize() {
    return metrics.histogram("croft_batch_items", "Items in one transaction of the batcher", ITEMS);
  }

  /** From the first statement of a batch to the end of its commit. */
  public Histogram batchSeconds() {
    return metrics.histogram(
        "croft_batch_seconds", "Duration of one transaction of the batcher", SECONDS);
  }

  /** The COMMIT alone. */
  public Histogram commitSeconds() {
    return metrics.histogram("croft_commit_seconds", "Duration of COMMIT in the batcher", SECONDS);
  }

  /** A submission, from its parsed graph to the end of its commit. */
  public Histogram submitSeconds() {
    return metrics.histogram(
        "croft_submit_seconds", "Duration of storing a submitted graph", SECONDS);
  }

  /** How many claims wait for work. */
  public void parkedClaims(DoubleSupplier value) {
    metrics.gauge("croft_claims_parked", "Claims that wait for work", value);
  }

  /** How many sessions of workers are live, as this server knows. */
  public void sessions(DoubleSupplier value) {
    metrics.gauge("croft_worker_sessions", "Live sessions of workers", value);
  }

  /** How many jobs this server has ready in its cache. */
  public void readyCached(DoubleSupplier value) {
    metrics.gauge("croft_ready_jobs_cached", "Claimable jobs in this server's cache", value);
  }
}
