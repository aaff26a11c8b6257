package croft.protocol.graphfile;

import java.util.List;

/**
 * A value of the file with its {@link Position}, whatever the file is written in. Trees are made of
 * one job, or one value of the header, at a time.
 */
sealed interface Node {
  /** Where it starts. */
  long at();

  /** What it is, in words for people. */
  default String words() {
    return switch (this) {
      case Scalar s ->
          s.kind() == Kind.NULL ? "empty" : s.kind().words + " " + Quoted.text(s.text());
      case Sequence _ -> "a list";
      case Mapping _ -> "a map";
    };
  }

  /** What a scalar looks like in the file. */
  enum Kind {
    STRING("the text"),
    NUMBER("the number"),
    BOOLEAN("the truth value"),
    NULL("nothing");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /**
   * A single value.
   *
   * @param text as written in the file, so that 1.10 stays 1.10
   */
  record Scalar(Kind kind, String text, long at) implements Node {}

  /** A list. */
  record Sequence(List<Node> items, long at) implements Node {}

  /** A map, in the order of the file; a key may be there twice. */
  record Mapping(List<Entry> entries, long at) implements Node {}

  /** A key with its value. */
  record Entry(String key, long keyAt, Node value) {}
}
