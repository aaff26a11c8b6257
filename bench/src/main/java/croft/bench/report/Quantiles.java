package croft.bench.report;

import java.util.Arrays;

/** Many measurements of one thing. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Quantiles(double[] sorted) {
  /** Takes a copy, in any order. */
  public Quantiles {
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  /** The smallest value that at least this share of all does not exceed; 0 of none. */
  public double at(double share) {
    if (share < 0 || share > 1) {
      throw new IllegalArgumentException("a share is from 0 to 1, was " + share);
    }
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
  }

  public double median() {
    return at(0.5);
  }

  public double max() {
    return at(1);
  }

  public int count() {
    return sorted.length;
  }
}
