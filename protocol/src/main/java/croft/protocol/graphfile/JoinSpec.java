package croft.protocol.graphfile;

/**
 * "At least k of these": one more thing that a job waits for, beside its direct dependencies.
 *
 * @param job index of the job that waits
 * @param atLeast how many of the members must be satisfied; from 1 to the number of members
 * @param members needs, one for each target
 */
public record JoinSpec(int job, int atLeast, Edges members) {}
