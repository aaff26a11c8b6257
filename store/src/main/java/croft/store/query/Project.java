package croft.store.query;

/**
 * A namespace of graphs.
 *
 * @param id its number, part of every unique key
 * @param name what people call it
 */
public record Project(int id, String name) {}
