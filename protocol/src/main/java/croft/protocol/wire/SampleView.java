package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a job that were asked for together: further runs of its definition, which change
 * nothing about the job.
 *
 * @param graph whose jobs they are: its logs and artifacts are theirs
 * @param state of that graph
 * @param times how many were asked for
 * @param until what ends them early: one after the other, and one that fails is the last; null:
 *     all, as workers are free
 * @param attempt the job's newest one when they were asked for; 0 if there was none
 * @param definition what they run
 * @param author who asked
 * @param reason why; null if nobody said
 * @param createdAt when they were asked for
 * @param unfinished how many are yet to end
 * @param failures how often they failed so far
 */
public record SampleView(
    long graph,
    GraphState state,
    int times,
    @Nullable SampleUntil until,
    int attempt,
    Digest definition,
    String author,
    @Nullable String reason,
    Instant createdAt,
    int unfinished,
    FailureRate failures) {

  public SampleView {
    Check.range("graph", graph, 1, Check.EXACT_MAX);
    Check.present("state", state);
    Check.range("times", times, 1, Limits.SAMPLES_MAX);
    Check.range("attempt", attempt, 0, Integer.MAX_VALUE);
    Check.present("definition", definition);
    Check.present("author", author);
    Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    Check.present("createdAt", createdAt);
    Check.range("unfinished", unfinished, 0, times);
    Check.present("failures", failures);
  }
}
