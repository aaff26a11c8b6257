package croft.protocol.graphfile;

import java.util.Arrays;

/**
 * Dependencies as the file names them, in arrays: a file has three million. A reference is the
 * number of a name in the {@link NameTable}, or, below 0, the complement of a glob's number.
 */
final class DependencyDrafts {
  private int[] references = new int[64];
  private byte[] codes = new byte[64];
  private int[] indices = new int[64];
  private long[] positions = new long[64];
  private int size;

  /**
   * Adds one.
   *
   * @param code as in {@link Edges}
   * @param index its place in the list that holds it; −1 when it stands there without a list
   */
  void add(int reference, byte code, int index, long at) {
    if (size == references.length) {
      references = Arrays.copyOf(references, size * 2);
      codes = Arrays.copyOf(codes, size * 2);
      indices = Arrays.copyOf(indices, size * 2);
      positions = Arrays.copyOf(positions, size * 2);
    }
    references[size] = reference;
    codes[size] = code;
    indices[size] = index;
    positions[size++] = at;
  }

  int size() {
    return size;
  }

  int reference(int i) {
    return references[i];
  }

  byte code(int i) {
    return codes[i];
  }

  int index(int i) {
    return indices[i];
  }

  long at(int i) {
    return positions[i];
  }
}
