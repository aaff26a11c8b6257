package croft.cli.view;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What something costs, as the end of a clause. */
public final class CostText {
  private CostText() {}

  /**
   * {@code , 1.25 core-hours for 0.05}.
   *
   * @param cost null if the farm has no prices
   * @return nothing if nothing is known
   */
  public static String of(@Nullable Double coreHours, @Nullable Double cost) {
    if (coreHours == null) {
      return "";
    }
    String hours = ", %s core-hours".formatted(number(coreHours));
    return cost == null ? hours : hours + " for " + number(cost);
  }

  /** Two digits behind the point, or the first one that counts. */
  private static String number(double value) {
    return value == 0 || value >= 0.1
        ? String.format(Locale.ROOT, "%.2f", value)
        : String.format(Locale.ROOT, "%.2g", value);
  }
}
