package croft.protocol.graphfile;

import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Numbers names from 0 in the order in which they are first seen, and keeps one int with each. A
 * map of a million keys in 12 MB beside the strings.
 */
final class NameTable implements Iterable<String> {
  /** The value of a name that was never given one. */
  static final int NONE = -1;

  // Open addressing needs a hash that a hostile file cannot foresee.
  private final int seed = ThreadLocalRandom.current().nextInt() | 1;
  private final Budget budget;
  private String[] names = new String[64];
  private int[] values = new int[64];
  private int[] slots = new int[256];
  private int size;

  NameTable(Budget budget) {
    this.budget = budget;
  }

  int size() {
    return size;
  }

  String name(int id) {
    return names[id];
  }

  int value(int id) {
    return values[id];
  }

  void value(int id, int value) {
    values[id] = value;
  }

  /** Takes all values back. */
  void clearValues() {
    Arrays.fill(values, NONE);
  }

  /** The number of a name, which it gets now if it has none. */
  int id(String name) {
    int slot = slot(name);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    budget.add(Budget.TEXT + name.length());
    names[size] = name;
    values[size] = NONE;
    slots[slot] = ++size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** The value of a name, {@link #NONE} when it is not known. */
  int lookUp(String name) {
    int id = slots[slot(name)] - 1;
    return id < 0 ? NONE : values[id];
  }

  /** The names that have a value. */
  @Override
  public Iterator<String> iterator() {
    return IntStream.range(0, size)
        .filter(id -> values[id] != NONE)
        .mapToObj(id -> names[id])
        .iterator();
  }

  private int slot(String name) {
    int mask = slots.length - 1;
    int slot = hash(name) & mask;
    while (slots[slot] != 0 && !names[slots[slot] - 1].equals(name)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = hash(names[id]) & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = id + 1;
    }
  }

  private int hash(String name) {
    int hash = seed;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    return hash ^ hash >>> 7;
  }
}
