package croft.protocol.graphfile;

/**
 * Something that must be true of the graph, checked before it runs.
 *
 * @param that an expression in CEL over the graph; not compiled yet
 * @param message what is wrong when it is not; empty when the file does not say
 * @param path where it is in the file: {@code expect[0].that}
 * @param line where the expression is, from 1
 * @param column from 1
 */
public record Expectation(String that, String message, String path, int line, int column) {}
