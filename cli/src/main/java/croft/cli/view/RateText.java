package croft.cli.view;

import croft.protocol.wire.FailureRate;
import java.util.Locale;

/** A failure rate in words. */
public final class RateText {
  private RateText() {}

  /** Such as {@code 3 of 20 failed: 15.0 % (95 %: 5.2 % to 36.0 %)}. */
  public static String of(FailureRate rate) {
    return rate.runs() == 0
        ? "none has ended by itself yet"
        : String.format(
            Locale.ROOT,
            "%d of %d failed: %.1f %% (95 %%: %.1f %% to %.1f %%)",
            rate.failed(),
            rate.runs(),
            100 * rate.rate(),
            100 * rate.low(),
            100 * rate.high());
  }
}
