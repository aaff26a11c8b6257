package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.Limits;
import croft.protocol.client.Paging;
import croft.protocol.wire.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a list is wanted. */
public final class ListOptions {
  private static final int WITHOUT_SAYING = 30;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "COUNT",
      order = 70,
      description = "How many at most (default: 30, with --json 100).")
  @Nullable Integer limit;

  @Option(
      names = "--after",
      paramLabel = "NEXT",
      order = 71,
      description = "Go on after a list that was cut.")
  @Nullable String after;

  /** Reads as many pages as it takes; the last one's {@code next} stays. */
  <T> Page<T> read(Paging.Pieces<T> pieces) throws IOException, InterruptedException {
    return read(pieces, WITHOUT_SAYING);
  }

  <T> Page<T> read(Paging.Pieces<T> pieces, int byDefault)
      throws IOException, InterruptedException {
    int wanted = limit == null ? byDefault : limit;
    if (wanted < 1) {
      throw Fault.usage("--limit is " + wanted, "Give a number from 1.");
    }
    List<T> items = new ArrayList<>();
    String next = after;
    do {
      Page<T> page =
          pieces.page(new Paging(next, Math.min(Limits.PAGE_MAX, wanted - items.size())));
      items.addAll(page.items());
      next = page.next();
    } while (next != null && items.size() < wanted);
    return new Page<>(items, next);
  }

  /** Says that there is more, where people may miss it. */
  void more(Page<?> page, Shell shell) {
    if (page.next() != null) {
      shell.terminal().note("there are more: --limit, or --after " + page.next());
    }
  }
}
