package croft.server.blob;

import croft.store.query.Queries;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses the logs of attempts that are over, and removes contents that nobody refers to. Safe
 * to run on every server at once.
 */
public final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  /** How old an upload must be before it is taken for abandoned. */
  public static final Duration ORPHAN_AGE = Duration.ofHours(24);

  private final Contents contents;
  private final Queries queries;

  public Housekeeping(Contents contents, Queries queries) {
    this.contents = contents;
    this.queries = queries;
  }

  /** One pass over the logs. Returns whether there may be more. */
  public boolean compressLogs() throws IOException {
    return contents
        .logs()
        .compress(
            id -> {
              var claimed = queries.jobs().claimed(id.graph(), id.job(), id.attempt());
              // Of a claim that was undone by a restore, too: nobody can append to it.
              return claimed == null || claimed.ended() || !id.nonce().equals(claimed.nonce());
            });
  }

  /** One pass over the artifacts. */
  public void collectOrphans() throws IOException {
    int removed =
        contents.blobs().collect("artifacts", ORPHAN_AGE, queries.artifacts()::referenced);
    if (removed > 0) {
      log.info("removed {} contents that nobody refers to", removed);
    }
  }
}
