package croft.protocol.client;

import croft.protocol.wire.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which piece of a list.
 *
 * @param after the {@code next} of the piece before; null for the first
 * @param limit how many items at most; null for the farm's default
 */
public record Paging(@Nullable String after, @Nullable Integer limit) {
  /** The first piece, of the farm's default size. */
  public static final Paging FIRST = new Paging(null, null);

  /** The first piece, of this size. */
  public static Paging first(int limit) {
    return new Paging(null, limit);
  }

  /** A list that can be asked for in pieces. */
  @FunctionalInterface
  public interface Pieces<T> {
    Page<T> page(Paging paging) throws IOException, InterruptedException;
  }

  /** All pieces together; only for lists that fit into memory. */
  public static <T> List<T> all(Pieces<T> list) throws IOException, InterruptedException {
    List<T> all = new ArrayList<>();
    Paging paging = first(croft.protocol.Limits.PAGE_MAX);
    while (true) {
      Page<T> page = list.page(paging);
      all.addAll(page.items());
      if (page.next() == null) {
        return all;
      }
      paging = new Paging(page.next(), paging.limit());
    }
  }
}
