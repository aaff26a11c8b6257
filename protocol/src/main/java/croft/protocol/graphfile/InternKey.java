package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * A key for finding equal values. Where hashes are the same, which a hostile file can bring about,
 * the order of the values' texts keeps a hash table from becoming a list.
 */
final class InternKey implements Comparable<InternKey> {
  private final Object value;
  private final int hash;
  private @Nullable String text;

  /**
   * Of a value.
   *
   * @param hash equal for equal values; better spread than that of records and maps, which add up
   */
  InternKey(Object value, int hash) {
    this.value = value;
    this.hash = hash;
  }

  /** A hash with one more part: the order counts, and small differences do not cancel out. */
  static int mix(int hash, @Nullable Object part) {
    int mixed = (hash ^ (part == null ? 0 : part.hashCode())) * 0x9E3779B9;
    return mixed ^ mixed >>> 15;
  }

  @Override
  public int compareTo(InternKey other) {
    return text().compareTo(other.text());
  }

  private String text() {
    String made = text;
    if (made == null) {
      made = value.toString();
      text = made;
    }
    return made;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof InternKey other && hash == other.hash && value.equals(other.value);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
