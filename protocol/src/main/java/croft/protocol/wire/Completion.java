package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, as its worker saw it.
 *
 * @param graph the graph's number
 * @param job the job's number in the graph
 * @param attempt from 1
 * @param nonce from the assignment
 * @param outcome not {@code lost} or {@code reused}, which only the farm finds
 * @param exitCode of the script; -1 if it could not be started; null if it was not reached
 * @param reason why it did not succeed, as a sentence; null if the exit code says all
 * @param usage what it took; null if it was not measured
 * @param tests counted from its JUnit reports; null without reports
 */
public record Completion(
    long graph,
    int job,
    int attempt,
    UUID nonce,
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable Usage usage,
    @Nullable TestCounts tests) {
  public Completion {
    Check.attempt(graph, job, attempt);
    Check.present("nonce", nonce);
    Check.present("outcome", outcome);
    if (outcome == Outcome.LOST || outcome == Outcome.REUSED) {
      throw new IllegalArgumentException(
          "outcome " + outcome.text() + " is found by the farm, a worker cannot report it");
    }
    Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
  }

  public AttemptId id() {
    return new AttemptId(graph, job, attempt);
  }
}
