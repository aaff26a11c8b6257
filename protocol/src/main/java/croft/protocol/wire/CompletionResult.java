package croft.protocol.wire;

import croft.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What the farm made of one completion.
 *
 * @param graph the graph's number
 * @param job the job's number in the graph
 * @param attempt from 1
 * @param result whether it counts
 * @param detail why not, as a sentence; null if it counts
 */
public record CompletionResult(
    long graph, int job, int attempt, CompletionVerdict result, @Nullable String detail) {
  public CompletionResult {
    Check.attempt(graph, job, attempt);
    Check.present("result", result);
    Check.optionalText("detail", detail, Limits.TEXT_BYTES_MAX);
  }

  public AttemptId id() {
    return new AttemptId(graph, job, attempt);
  }
}
