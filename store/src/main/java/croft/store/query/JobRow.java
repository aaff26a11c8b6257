package croft.store.query;

import croft.core.job.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job, with its newest attempt.
 *
 * @param flags its {@link croft.core.job.JobFlags}
 * @param attempt number of its newest attempt; 0 before the first
 * @param faceJson how it is shown, as JSON; null if its file does not say
 * @param definition digest of what it does
 * @param requirementClass number of what a worker must have
 * @param pool whose workers may run it
 * @param claimedAt when its newest attempt was; null before
 * @param endedAt when its newest attempt did; null before and while it runs
 * @param readyAt not claimed before, after a retry's delay; null without one
 * @param outcome of its newest attempt; null before and while it runs
 * @param reportJson what the worker measured in its newest attempt, as JSON
 * @param now the database's clock when the row was read
 */
public record JobRow(
    int job,
    String key,
    JobState state,
    int need,
    int open,
    int flags,
    int attempt,
    @Nullable Long session,
    @Nullable String faceJson,
    List<String> tags,
    String definition,
    int priority,
    int requirementClass,
    @Nullable String pool,
    @Nullable Instant claimedAt,
    @Nullable Instant endedAt,
    @Nullable Instant readyAt,
    @Nullable String outcome,
    @Nullable Integer exitCode,
    @Nullable String reason,
    @Nullable String reportJson,
    Instant now) {}
