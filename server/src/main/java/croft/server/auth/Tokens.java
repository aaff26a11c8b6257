package croft.server.auth;

import croft.protocol.json.Digest;
import croft.store.query.TokenRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose token it is. All valid digests are kept in memory and read again now and then: a revoked
 * token ends within {@link #REFRESH}, and while the database is away the last known ones hold. Safe
 * for use by many threads.
 */
public final class Tokens {
  /** How old the list may be. */
  public static final Duration REFRESH = Duration.ofSeconds(10);

  /** An unknown token makes the list be read again, at most so often. */
  private static final Duration REFRESH_ON_MISS = Duration.ofSeconds(1);

  private record Known(List<TokenRow> rows, long readAtNanos) {}

  private final Supplier<List<TokenRow>> store;
  private volatile @Nullable Known known;

  /**
   * Keeps what a store has.
   *
   * @param store reads all valid tokens; may throw while the database is away
   */
  public Tokens(Supplier<List<TokenRow>> store) {
    this.store = store;
  }

  /** The name of the token's holder; null if no valid token is this one. */
  public @Nullable String holder(String token) {
    byte[] digest = Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    String holder = find(rows(REFRESH), digest);
    return holder == null ? find(rows(REFRESH_ON_MISS), digest) : holder;
  }

  private static @Nullable String find(List<TokenRow> rows, byte[] digest) {
    String holder = null;
    for (TokenRow row : rows) {
      // All are compared, in constant time each.
      if (MessageDigest.isEqual(row.digest(), digest)) {
        holder = row.name();
      }
    }
    return holder;
  }

  private List<TokenRow> rows(Duration age) {
    Known before = known;
    long now = System.nanoTime();
    if (before != null && now - before.readAtNanos < age.toNanos()) {
      return before.rows;
    }
    synchronized (this) {
      Known meanwhile = known;
      if (meanwhile != null && meanwhile.readAtNanos - now > 0) {
        return meanwhile.rows;
      }
      try {
        List<TokenRow> rows = List.copyOf(store.get());
        known = new Known(rows, System.nanoTime());
        return rows;
      } catch (RuntimeException e) {
        if (before == null) {
          throw e;
        }
        // Asked again soon, but not by every call: each would wait for a connection.
        known = new Known(before.rows, System.nanoTime());
        return before.rows;
      }
    }
  }
}
