package croft.server.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.graph.GraphImages;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images of the graphs that this server works on. Safe for use by many threads. */
public final class Images {
  private static final Logger log = LoggerFactory.getLogger(Images.class);

  /** What all images together may take; a graph of a million jobs takes about 100 MB. */
  public static final long BYTES_MAX = 160L << 20;

  private final Database database;
  private final Cache<Long, GraphImage> cache;
  private final Map<Long, Boolean> loading = new ConcurrentHashMap<>();

  public Images(Database database) {
    this(database, BYTES_MAX);
  }

  /** Images that together take no more than {@code bytesMax}; a larger one is not kept. */
  public Images(Database database, long bytesMax) {
    this.database = database;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Long _, GraphImage image) -> (int) Math.min(image.bytes(), Integer.MAX_VALUE))
            .build();
  }

  /** The image as it is cached; it may be of an old version. Null if there is none. */
  public @Nullable GraphImage cached(long graph) {
    return cache.getIfPresent(graph);
  }

  /** Keeps an image that was made with the graph. */
  void put(GraphImage image) {
    cache.put(image.graph(), image);
  }

  /** The image, read from the database if it is not cached; null if there is no such graph. */
  public @Nullable GraphImage get(long graph) throws SQLException {
    GraphImage image = cache.getIfPresent(graph);
    return image == null ? load(graph) : image;
  }

  /** The image as the database has it now; null if there is no such graph. */
  @Nullable GraphImage load(long graph) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try {
        GraphImage image = GraphImages.load(connection, graph);
        if (image != null) {
          cache.put(graph, image);
        }
        return image;
      } finally {
        connection.rollback();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      }
    }
  }

  /**
   * Reads an image on another thread, once however many ask for it, and then calls back: the
   * batcher never waits for a graph to be read.
   */
  void loadThen(long graph, Consumer<Boolean> then) {
    if (loading.putIfAbsent(graph, true) != null) {
      return;
    }
    Thread.ofVirtual()
        .name("image-" + graph)
        .start(
            () -> {
              boolean found = false;
              try {
                found = load(graph) != null;
              } catch (SQLException e) {
                log.warn("graph {} could not be read: {}", graph, e.getMessage());
              } finally {
                loading.remove(graph);
                then.accept(found);
              }
            });
  }

  /** Forgets a graph's image. */
  public void drop(long graph) {
    cache.invalidate(graph);
  }
}
