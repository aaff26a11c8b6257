package croft.protocol.graphfile;

/**
 * A place in a file as one long, so that millions of them can be kept: line and column, both from
 * 1.
 */
final class Position {
  static final long START = of(1, 1);

  private Position() {}

  static long of(int line, int column) {
    return (long) line << 32 | column;
  }

  static int line(long position) {
    return (int) (position >> 32);
  }

  static int column(long position) {
    return (int) position;
  }
}
