package croft.protocol.graphfile;

/**
 * One dependency of a job.
 *
 * @param target index of the job waited for, in {@link GraphSpec#jobs()}
 * @param condition what satisfies it; always {@link Condition#FINISHED} for {@link
 *     DependencyKind#AFTER}
 */
public record DependencySpec(DependencyKind kind, int target, Condition condition) {}
