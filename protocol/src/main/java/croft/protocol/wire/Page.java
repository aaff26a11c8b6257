package croft.protocol.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a list.
 *
 * @param items in the list's order
 * @param next what to give as {@code after=} for the piece that follows; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = Check.list("items", items, Integer.MAX_VALUE);
  }

  /** A list that fits into one piece. */
  public static <T> Page<T> all(List<T> items) {
    return new Page<>(items, null);
  }
}
