package croft.store.query;

import croft.core.graph.GraphState;
import croft.core.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph without its jobs.
 *
 * @param subjectJson what it is about, as JSON; null if its file does not say
 * @param parametersJson what it was submitted with, as JSON
 * @param counts of jobs by state, joins left out
 * @param version what servers cache of it is valid for one
 * @param seq the number of its newest event
 * @param template the template that it was made from; null for none
 * @param templateVersion of that; null for none
 */
public record GraphRow(
    long graph,
    String project,
    String name,
    String description,
    GraphState state,
    boolean paused,
    int revision,
    int version,
    int endings,
    int jobs,
    int dependencies,
    Map<JobState, Integer> counts,
    int priority,
    String author,
    @Nullable String subjectJson,
    String parametersJson,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant deadlineAt,
    long seq,
    @Nullable String template,
    @Nullable Integer templateVersion) {}
