package croft.server.dispatch;

import croft.core.schedule.Requirements;
import croft.store.database.Database;
import croft.store.schedule.ClassTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Which requirement classes each kind of worker meets: matched once per class and kind, not once
 * per job. Safe for use by many threads.
 */
final class RequirementClasses {
  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Requirements> known = new HashMap<>();
  private final Map<Requirements.Offer, int[]> met = new HashMap<>();

  RequirementClasses(Database database) {
    this.database = database;
  }

  /** The classes that a worker with this offer meets, of those that are known. */
  int[] metBy(Requirements.Offer offer) {
    // One lock for both maps: an answer made from what was known before must not be kept after it.
    lock.lock();
    try {
      return met.computeIfAbsent(
          offer,
          _ ->
              known.entrySet().stream()
                  .filter(entry -> entry.getValue().isMetBy(offer))
                  .flatMapToInt(entry -> IntStream.of(entry.getKey()))
                  .sorted()
                  .toArray());
    } finally {
      lock.unlock();
    }
  }

  /** Makes a class known that was interned just now, or is met for the first time. */
  void learn(int number) throws SQLException {
    if (number == 0 || isKnown(number)) {
      return;
    }
    Map<Integer, Requirements> all;
    try (Connection connection = database.connection()) {
      all = ClassTable.read(connection);
    }
    lock.lock();
    try {
      known.putAll(all);
      met.clear();
    } finally {
      lock.unlock();
    }
    if (!isKnown(number)) {
      throw new SQLException("there is no requirement class " + number);
    }
  }

  private boolean isKnown(int number) {
    lock.lock();
    try {
      return known.containsKey(number);
    } finally {
      lock.unlock();
    }
  }
}
