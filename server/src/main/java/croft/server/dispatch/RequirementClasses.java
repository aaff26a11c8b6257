package croft.server.dispatch;

import croft.core.schedule.Requirements;
import croft.store.database.Database;
import croft.store.schedule.ClassTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Which requirement classes each kind of worker meets: matched once per class and kind, not once
 * per job. Safe for use by many threads.
 */
final class RequirementClasses {
  private final Database database;
  private final Map<Integer, Requirements> known = new ConcurrentHashMap<>();
  private final Map<Requirements.Offer, int[]> met = new ConcurrentHashMap<>();

  RequirementClasses(Database database) {
    this.database = database;
  }

  /** The classes that a worker with this offer meets, of those that are known. */
  int[] metBy(Requirements.Offer offer) {
    return met.computeIfAbsent(
        offer,
        _ ->
            known.entrySet().stream()
                .filter(entry -> entry.getValue().isMetBy(offer))
                .flatMapToInt(entry -> IntStream.of(entry.getKey()))
                .sorted()
                .toArray());
  }

  /** Makes a class known that was interned just now, or is met for the first time. */
  void learn(int number) throws SQLException {
    if (number == 0 || known.containsKey(number)) {
      return;
    }
    try (Connection connection = database.connection()) {
      known.putAll(ClassTable.read(connection));
    }
    if (!known.containsKey(number)) {
      throw new SQLException("there is no requirement class " + number);
    }
    met.clear();
  }
}
