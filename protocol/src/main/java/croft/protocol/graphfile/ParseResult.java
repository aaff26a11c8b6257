package croft.protocol.graphfile;

/** What came of reading a graph file. */
public sealed interface ParseResult {
  /** The file is right (its cycles, if any, are for the core to find). */
  record Parsed(GraphSpec graph) implements ParseResult {}

  /** The file is wrong; nothing of it may be used. */
  record Faulty(Faults faults) implements ParseResult {}
}
