package croft.store.backup;

/** Hears how far a backup or a restore is: for each table at its end, and now and then before. */
@FunctionalInterface
public interface Progress {
  /**
   * Tells how far it is.
   *
   * @param table the table at work
   * @param rows its rows so far; while a table is being restored 0, because only the end tells
   * @param bytes its bytes so far, not compressed
   */
  void at(String table, long rows, long bytes);

  /** Hears nothing. */
  static Progress none() {
    return (_, _, _) -> {};
  }
}
