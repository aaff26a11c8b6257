package croft.protocol.graphfile;

import java.util.Arrays;

/** Gathers the dependencies of one waiting job after the other, and merges those on one target. */
final class EdgeCollector {
  /** Set in a code while its owner is open: the target was named, not found by a glob or matrix. */
  private static final int NAMED = 0x40;

  private int[] targets = new int[256];
  private byte[] codes = new byte[256];
  private int size;

  /** For each target, the last owner that has it, from 1 … */
  private final int[] owners;

  /** … and where its entry is. */
  private final int[] places;

  private int owner;
  private int start;

  EdgeCollector(int jobs) {
    owners = new int[jobs];
    places = new int[jobs];
  }

  /** Starts the next owner of dependencies. */
  void open() {
    owner++;
    start = size;
  }

  /**
   * Adds a dependency to the open owner.
   *
   * @param named whether the file names the target
   * @return false when the same was named before
   */
  boolean add(int target, byte code, boolean named) {
    if (owners[target] == owner) {
      int place = places[target];
      byte before = codes[place];
      if (named && before == (code | NAMED)) {
        return false;
      }
      codes[place] = merged((byte) (before & ~NAMED), code, named || (before & NAMED) != 0);
      return true;
    }
    if (size == targets.length) {
      targets = Arrays.copyOf(targets, size * 2);
      codes = Arrays.copyOf(codes, size * 2);
    }
    owners[target] = owner;
    places[target] = size;
    targets[size] = target;
    codes[size++] = (byte) (named ? code | NAMED : code);
    return true;
  }

  private static byte merged(byte a, byte b, boolean named) {
    byte code = Edges.merged(a, b);
    return (byte) (named ? code | NAMED : code);
  }

  /** Ends the owner; its dependencies are final. */
  void close() {
    for (int i = start; i < size; i++) {
      codes[i] &= ~NAMED;
    }
  }

  int size() {
    return size;
  }

  /** How many the open owner has. */
  int opened() {
    return size - start;
  }

  /** The dependencies of the owner that was closed last. */
  Edges last() {
    return new Edges(
        Arrays.copyOfRange(targets, start, size),
        Arrays.copyOfRange(codes, start, size),
        0,
        size - start);
  }

  /** All of them; the arrays are no longer this one's. */
  EdgeTable table(int[] starts) {
    boolean loose = targets.length - size > size / 8;
    return new EdgeTable(
        starts,
        loose ? Arrays.copyOf(targets, size) : targets,
        loose ? Arrays.copyOf(codes, size) : codes);
  }
}
