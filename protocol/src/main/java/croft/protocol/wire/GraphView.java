package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph, without its jobs.
 *
 * @param graph its number, farm-wide; later graphs have greater ones
 * @param project the project's name
 * @param name as its file calls it
 * @param state derived from its jobs
 * @param paused whether no job may be claimed
 * @param revision from 1
 * @param endings how often it was over so far
 * @param jobs how many it has
 * @param dependencies how many it has
 * @param counts of jobs by state; states without jobs may be left out
 * @param priority of its jobs among those of other graphs
 * @param author who submitted it
 * @param subject what it is about; null if its file does not say
 * @param parameters that it was submitted with, defaults included
 * @param tags as its file gives them
 * @param createdAt when it was submitted
 * @param startedAt when it was submitted or, if that made a draft, started; null for a draft
 * @param endedAt when it was last over; null while it runs
 * @param deadlineAt until when its jobs may wait; null without a deadline, and for a draft
 * @param expectedEndAt the forecast; null if there is none
 * @param seq the number of its newest event: what {@code after=} continues from
 * @param template the template that it was made from; null for a graph file of its own
 * @param templateVersion of that; null for a graph file of its own
 */
public record GraphView(
    long graph,
    String project,
    String name,
    GraphState state,
    boolean paused,
    int revision,
    int endings,
    int jobs,
    int dependencies,
    Map<JobState, Integer> counts,
    int priority,
    String author,
    @Nullable Subject subject,
    Map<String, String> parameters,
    List<String> tags,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant deadlineAt,
    @Nullable Instant expectedEndAt,
    long seq,
    @Nullable String template,
    @Nullable Integer templateVersion) {
  public GraphView {
    Check.range("graph", graph, 1, Check.EXACT_MAX);
    Check.name("project", project);
    Check.text("name", name, Limits.TEXT_BYTES_MAX);
    Check.present("state", state);
    Check.range("revision", revision, 0, Integer.MAX_VALUE);
    Check.range("endings", endings, 0, Integer.MAX_VALUE);
    Check.range("jobs", jobs, 0, Integer.MAX_VALUE);
    Check.range("dependencies", dependencies, 0, Integer.MAX_VALUE);
    counts = Check.map("counts", counts, JobState.values().length);
    Check.present("author", author);
    parameters = Check.values("parameters", parameters, Limits.PARAMETERS_MAX);
    tags = Check.texts("tags", tags, Limits.LIST_MAX);
    Check.present("createdAt", createdAt);
    Check.notNegative("seq", seq);
  }

  /** How many jobs are in a state. */
  public int count(JobState jobState) {
    return counts.getOrDefault(jobState, 0);
  }
}
