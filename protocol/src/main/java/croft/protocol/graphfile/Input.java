package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * Files that a job takes from the outputs of jobs it needs.
 *
 * @param from glob over the keys of the jobs that it needs directly; null for all of them
 * @param files glob over the names of their outputs
 * @param to folder in the work folder; {@code {key}} in it stands for the key of the job that made
 *     the file. Null for the work folder itself.
 */
public record Input(@Nullable String from, String files, @Nullable String to) {}
