package croft.protocol.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the unfinished jobs of a graph are expected to run: played through in the claim order on the
 * live workers' slots, as if each job took what its series says and succeeded. Time that people
 * take is not forecast. The lists by job have an element for each of {@code jobs}; -1 where a job
 * never starts as things are.
 *
 * @param at the moment that the others count from
 * @param endP50At when the last job ends; null if no duration is known, or nothing can run
 * @param endP90At the same, if every job takes as long as nine of ten of its runs do not exceed
 * @param coreHours what is left to run takes of processors, one for each job that does not say;
 *     null when {@code endP50At} is
 * @param cost the same by the prices of the farm's pools; null if one has no price
 * @param slots of the live workers that can run a job of the graph
 * @param known unfinished jobs whose duration is known, by earlier runs or the author's estimate
 * @param guessed the others: they count with the mean of those known
 * @param criticalPath jobs each of which waits for the one before; the last one ends last
 * @param unplaceable jobs that no live worker can run, the first 100 of them
 * @param jobs the unfinished jobs' numbers
 * @param startP50Ms when each starts, in milliseconds from {@code at}; 0 if it runs
 * @param endP50Ms when each ends
 * @param startP90Ms when each starts, in the slower play
 * @param endP90Ms when each ends, in the slower play
 * @param slackMs how much later each could end without the graph ending later, with slots enough
 */
public record ForecastView(
    long graph,
    Instant at,
    @Nullable Instant endP50At,
    @Nullable Instant endP90At,
    @Nullable Double coreHours,
    @Nullable Double cost,
    int slots,
    int known,
    int guessed,
    List<Integer> criticalPath,
    List<Integer> unplaceable,
    List<Integer> jobs,
    List<Long> startP50Ms,
    List<Long> endP50Ms,
    List<Long> startP90Ms,
    List<Long> endP90Ms,
    List<Long> slackMs) {
  public ForecastView {
    Check.present("at", at);
    criticalPath = Check.list("criticalPath", criticalPath, Integer.MAX_VALUE);
    unplaceable = Check.list("unplaceable", unplaceable, Integer.MAX_VALUE);
    jobs = Check.list("jobs", jobs, Integer.MAX_VALUE);
    startP50Ms = Check.list("startP50Ms", startP50Ms, Integer.MAX_VALUE);
    endP50Ms = Check.list("endP50Ms", endP50Ms, Integer.MAX_VALUE);
    startP90Ms = Check.list("startP90Ms", startP90Ms, Integer.MAX_VALUE);
    endP90Ms = Check.list("endP90Ms", endP90Ms, Integer.MAX_VALUE);
    slackMs = Check.list("slackMs", slackMs, Integer.MAX_VALUE);
  }
}
