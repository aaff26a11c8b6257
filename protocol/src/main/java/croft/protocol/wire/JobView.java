package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import croft.protocol.Limits;
import croft.protocol.json.Digest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as lists show it.
 *
 * @param job its number in the graph, never used again
 * @param key its stable name
 * @param state where it stands
 * @param attempt the number of its newest attempt; 0 before the first
 * @param face how it is shown
 * @param tags as its file gives them
 * @param definition digest of what it does
 * @param priority among the jobs of its graph
 * @param allowFailure whether its failure counts as success for what follows
 * @param waived whether a person decided that for its last failure
 * @param stale whether something that it used was run again since
 * @param hold whether someone keeps it from starting
 * @param finalizer whether it runs when all others are over; {@code finally} in JSON
 * @param claimedAt when its newest attempt was; null before
 * @param endedAt when its newest attempt did; null before and while it runs
 * @param exitCode of its newest attempt; null if there is none
 * @param reason why its newest attempt did not succeed; null if the exit code says all
 * @param tests counted in its newest attempt; null without reports
 * @param reusedFrom whose result its newest attempt took instead of running; null if it ran
 */
public record JobView(
    int job,
    String key,
    JobState state,
    int attempt,
    Face face,
    List<String> tags,
    Digest definition,
    int priority,
    boolean allowFailure,
    boolean waived,
    boolean stale,
    boolean hold,
    @JsonProperty("finally") boolean finalizer,
    @Nullable Instant claimedAt,
    @Nullable Instant endedAt,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable TestCounts tests,
    @Nullable ReusedFrom reusedFrom) {
  /** A job whose newest attempt ran, or that has none. */
  public JobView(
      int job,
      String key,
      JobState state,
      int attempt,
      Face face,
      List<String> tags,
      Digest definition,
      int priority,
      boolean allowFailure,
      boolean waived,
      boolean stale,
      boolean hold,
      boolean finalizer,
      @Nullable Instant claimedAt,
      @Nullable Instant endedAt,
      @Nullable Integer exitCode,
      @Nullable String reason,
      @Nullable TestCounts tests) {
    this(
        job,
        key,
        state,
        attempt,
        face,
        tags,
        definition,
        priority,
        allowFailure,
        waived,
        stale,
        hold,
        finalizer,
        claimedAt,
        endedAt,
        exitCode,
        reason,
        tests,
        null);
  }

  public JobView {
    Check.range("job", job, 0, Integer.MAX_VALUE);
    Check.name("key", key);
    Check.present("state", state);
    Check.range("attempt", attempt, 0, Integer.MAX_VALUE);
    Check.present("face", face);
    tags = Check.texts("tags", tags, Limits.LIST_MAX);
    Check.present("definition", definition);
  }
}
