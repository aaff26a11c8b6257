package croft.server.farm;

import croft.server.blob.Contents;
import croft.server.config.ServerConfig;
import croft.server.observe.Metrics;
import croft.store.database.Database;

/** Starts the farm behind the HTTP side, when the database is there and migrated. */
@FunctionalInterface
public interface FarmStarter {
  /** A farm that runs. */
  interface Running extends AutoCloseable {
    Farm farm();

    /** Takes nothing more, and finishes what it has begun. */
    @Override
    void close();
  }

  /**
   * Starts it.
   *
   * @param contents what jobs have uploaded
   * @param changes to be told of each commit
   */
  Running start(
      Database database, ServerConfig config, Contents contents, Changes changes, Metrics metrics);
}
