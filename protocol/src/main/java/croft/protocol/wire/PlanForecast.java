package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the jobs of a graph would run if it were submitted now and had all slots of the live workers
 * to itself: played through in the claim order, with durations from the series of its name, or else
 * as its author guesses. Time that people take is not forecast. The lists by job have an element
 * for each of {@code jobs}; -1 where a job would never start.
 *
 * @param endP50Ms when the last job would end, in milliseconds from the start; null if no duration
 *     is known, or nothing could run
 * @param endP90Ms the same, if every job takes as long as nine of ten of its runs do not exceed
 * @param coreHours what the jobs that would run take of processors, one for each that does not say;
 *     null when {@code endP50Ms} is
 * @param cost the same by the prices of the farm's pools; null if one has no price
 * @param slots of the live workers that can run a job of the graph
 * @param known jobs whose duration is known, by earlier runs or the author's estimate
 * @param guessed the others: they count with the mean of those known
 * @param criticalPath jobs each of which waits for the one before; the last one ends last
 * @param unplaceable jobs that no live worker can run, the first 100 of them
 * @param jobs the numbers of those that would run
 */
public record PlanForecast(
    @Nullable Long endP50Ms,
    @Nullable Long endP90Ms,
    @Nullable Double coreHours,
    @Nullable Double cost,
    int slots,
    int known,
    int guessed,
    List<Integer> criticalPath,
    List<Integer> unplaceable,
    List<Integer> jobs,
    List<Long> startP50Ms,
    List<Long> jobEndP50Ms,
    List<Long> startP90Ms,
    List<Long> jobEndP90Ms,
    List<Long> slackMs) {
  public PlanForecast {
    criticalPath = Check.list("criticalPath", criticalPath, Integer.MAX_VALUE);
    unplaceable = Check.list("unplaceable", unplaceable, Limits.PLACES_MAX);
    jobs = Check.list("jobs", jobs, Integer.MAX_VALUE);
    startP50Ms = Check.list("startP50Ms", startP50Ms, Integer.MAX_VALUE);
    jobEndP50Ms = Check.list("jobEndP50Ms", jobEndP50Ms, Integer.MAX_VALUE);
    startP90Ms = Check.list("startP90Ms", startP90Ms, Integer.MAX_VALUE);
    jobEndP90Ms = Check.list("jobEndP90Ms", jobEndP90Ms, Integer.MAX_VALUE);
    slackMs = Check.list("slackMs", slackMs, Integer.MAX_VALUE);
  }
}
