package croft.protocol.graphfile;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Dependencies as an immutable list that costs five bytes an entry: a view of shared arrays. Bulk
 * readers use {@link #target}, {@link #kind} and {@link #condition}, which make no objects.
 */
public final class Edges extends AbstractList<DependencySpec> implements RandomAccess {
  /** No dependencies. */
  public static final Edges NONE = new Edges(new int[0], new byte[0], 0, 0);

  /** Set in the code of an "after"; the lower bits are the condition's. */
  private static final int AFTER = 16;

  private final int[] targets;
  private final byte[] codes;
  private final int from;
  private final int to;

  /** Takes over the arrays: who gives them must not change them afterwards. */
  Edges(int[] targets, byte[] codes, int from, int to) {
    this.targets = targets;
    this.codes = codes;
    this.from = from;
    this.to = to;
  }

  static byte code(DependencyKind kind, Condition condition) {
    return (byte) (condition.bits() | (kind == DependencyKind.AFTER ? AFTER : 0));
  }

  static DependencyKind kindOf(byte code) {
    return code < AFTER ? DependencyKind.NEEDS : DependencyKind.AFTER;
  }

  static Condition conditionOf(byte code) {
    return Condition.ofBits(code & ~AFTER);
  }

  /** The code of one dependency that stands for two on the same target: needs beats after. */
  static byte merged(byte a, byte b) {
    DependencyKind kindA = kindOf(a);
    return kindA == kindOf(b)
        ? code(kindA, conditionOf(a).or(conditionOf(b)))
        : kindA == DependencyKind.NEEDS ? a : b;
  }

  @Override
  public int size() {
    return to - from;
  }

  /** Index of the job that the i-th dependency waits for. */
  public int target(int i) {
    return targets[from + Objects.checkIndex(i, to - from)];
  }

  /** Kind of the i-th dependency. */
  public DependencyKind kind(int i) {
    return kindOf(codes[from + Objects.checkIndex(i, to - from)]);
  }

  /** Condition of the i-th dependency. */
  public Condition condition(int i) {
    return conditionOf(codes[from + Objects.checkIndex(i, to - from)]);
  }

  @Override
  public DependencySpec get(int i) {
    return new DependencySpec(kind(i), target(i), condition(i));
  }
}
