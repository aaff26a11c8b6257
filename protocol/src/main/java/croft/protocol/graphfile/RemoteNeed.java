package croft.protocol.graphfile;

/**
 * A dependency on a job of another graph of the farm.
 *
 * @param job index of the job that waits
 * @param graph id of the other graph
 * @param key of the job in it; not checked when the file is read
 * @param condition always {@link Condition#FINISHED} for {@link DependencyKind#AFTER}
 */
public record RemoteNeed(
    int job, long graph, String key, DependencyKind kind, Condition condition) {}
