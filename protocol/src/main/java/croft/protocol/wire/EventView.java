package croft.protocol.wire;

import croft.protocol.json.RawJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit's changes to a graph. The three lists go together, an entry for each changed job.
 *
 * @param seq numbers the graph's events without gaps a reader could miss; ascending
 * @param at when, by the database's clock
 * @param jobs numbers of the changed jobs
 * @param states their states now
 * @param attempts numbers of their newest attempts, 0 before the first
 * @param kind what happened to the graph itself ({@code paused}, {@code ended} …); null if only
 *     jobs changed
 * @param data beside the kind; null if there is none
 */
public record EventView(
    long seq,
    Instant at,
    List<Integer> jobs,
    List<JobState> states,
    List<Integer> attempts,
    @Nullable String kind,
    @Nullable RawJson data) {
  public EventView {
    Check.notNegative("seq", seq);
    Check.present("at", at);
    jobs = Check.list("jobs", jobs, Integer.MAX_VALUE);
    states = Check.list("states", states, Integer.MAX_VALUE);
    attempts = Check.list("attempts", attempts, Integer.MAX_VALUE);
    if (states.size() != jobs.size() || attempts.size() != jobs.size()) {
      throw new IllegalArgumentException(
          "jobs, states and attempts must be of one length, were %d, %d and %d"
              .formatted(jobs.size(), states.size(), attempts.size()));
    }
  }
}
