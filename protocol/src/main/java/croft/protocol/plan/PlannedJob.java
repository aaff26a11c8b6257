package croft.protocol.plan;

import croft.protocol.graphfile.Face;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job in a plan.
 *
 * @param job its number
 * @param key its name
 * @param kind script, breakpoint, notify, timer or graph
 * @param level the step in which it can start, from 1; finalizers have the last ones
 * @param active whether it would run
 * @param inactiveBecause why it would not; null when it would
 * @param definition digest of what it does
 * @param estimateSeconds how long it takes, as its author guesses or its timer says; null for
 *     unknown
 * @param startSeconds earliest start after the graph's, with all estimates met and a worker at hand
 * @param waitsFor its dependencies, barriers not included
 * @param barrier whether others wait for it without naming it
 * @param finalizer whether it runs when all else is over
 */
public record PlannedJob(
    int job,
    String key,
    String kind,
    int level,
    boolean active,
    @Nullable String inactiveBecause,
    String definition,
    String pool,
    List<String> labels,
    Face face,
    List<String> tags,
    int priority,
    boolean allowFailure,
    @Nullable Long estimateSeconds,
    long startSeconds,
    List<PlannedEdge> waitsFor,
    boolean barrier,
    boolean finalizer) {}
