package croft.protocol.wire;

import croft.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * How a job is shown.
 *
 * @param title what it is, in a line; null means its key
 * @param symbol a few letters for the board
 * @param group symbols that belong together
 * @param platform the row of the board
 * @param tier 1 is watched by all, 2 by some, 3 by its owner
 */
public record Face(
    @Nullable String title,
    @Nullable String symbol,
    @Nullable String group,
    @Nullable String platform,
    int tier) {
  /** A job that says nothing about how it is shown. */
  public static final Face PLAIN = new Face(null, null, null, null, 1);

  public Face {
    Check.optionalText("face.title", title, Limits.TEXT_BYTES_MAX);
    Check.optionalText("face.symbol", symbol, Limits.KEY_BYTES_MAX);
    Check.optionalText("face.group", group, Limits.KEY_BYTES_MAX);
    Check.optionalText("face.platform", platform, Limits.KEY_BYTES_MAX);
    Check.range("face.tier", tier, 1, 3);
  }
}
