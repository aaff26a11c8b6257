package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * The program that printed a graph file.
 *
 * @param command as it was called
 * @param sha256 digest ({@code sha256:…}) of the program's own file; null when it is not known
 */
public record Generator(String command, @Nullable String sha256) {}
