package croft.core.rate;

/**
 * How often something happened in independent tries, and between which rates the true one lies.
 *
 * <p>The interval is Wilson's score interval at 95 %: E. B. Wilson, "Probable Inference, the Law of
 * Succession, and Statistical Inference", Journal of the American Statistical Association 22 (1927)
 * 209–212. Unlike the usual p ± 1.96 σ it stays between 0 and 1 and says something of few tries,
 * and of none that failed (Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion",
 * Statistical Science 16 (2001) 101–133).
 *
 * @param tries how many there were, at least 0
 * @param hits in how many of them it happened, at most {@code tries}
 * @param low lower end of the interval; 0 without tries
 * @param high upper end of the interval; 1 without tries
 */
public record Rate(int tries, int hits, double low, double high) {
  /** The 0.975 quantile of the normal distribution: 95 % lie between it and its negative. */
  private static final double Z = 1.959963984540054;

  public Rate {
    if (tries < 0 || hits < 0 || hits > tries) {
      throw new IllegalArgumentException(
          "hits must be between 0 and the tries, was " + hits + " of " + tries);
    }
  }

  /** The rate of so many hits in so many tries. */
  public static Rate of(int hits, int tries) {
    if (tries == 0) {
      return new Rate(0, hits, 0, 1);
    }
    double n = tries;
    double p = hits / n;
    double middle = p + Z * Z / (2 * n);
    double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    double scale = 1 + Z * Z / n;
    // At the ends the formula gives exactly 0 and 1, but for the last digit.
    return new Rate(
        tries,
        hits,
        hits == 0 ? 0 : Math.max(0, (middle - half) / scale),
        hits == tries ? 1 : Math.min(1, (middle + half) / scale));
  }

  /** Hits by tries; 0 without tries. */
  public double rate() {
    return tries == 0 ? 0 : (double) hits / tries;
  }
}
