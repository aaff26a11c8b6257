package croft.server.observe;

import croft.protocol.wire.Health;
import croft.server.blob.DiskSpace;
import croft.store.database.Database;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this server can do its work: it has started, the database answers, contents can be
 * written. Asked by balancers every second or so: the answer is kept for a moment.
 */
public final class Readiness implements Supplier<Health> {
  private static final Duration KEPT = Duration.ofMillis(500);

  private record Known(Health health, long atNanos) {}

  private final Database database;
  private final DiskSpace space;
  private volatile boolean started;
  private volatile boolean stopping;
  private volatile @Nullable Known known;

  public Readiness(Database database, DiskSpace space) {
    this.database = database;
    this.space = space;
  }

  /** The schema is there and the farm runs. */
  public void started() {
    started = true;
    known = null;
  }

  /** No new calls, please. */
  public void stopping() {
    stopping = true;
    known = null;
  }

  @Override
  public Health get() {
    Known before = known;
    long now = System.nanoTime();
    if (before != null && now - before.atNanos < KEPT.toNanos()) {
      return before.health;
    }
    Health health = look();
    known = new Known(health, System.nanoTime());
    return health;
  }

  private Health look() {
    if (stopping) {
      return new Health("down", "the server stops");
    }
    if (!started) {
      return new Health("down", "the server starts");
    }
    if (space.isFull()) {
      return new Health("down", "the disk is full");
    }
    return database.isReachable()
        ? new Health("up", null)
        : new Health("down", "the database does not answer");
  }
}
