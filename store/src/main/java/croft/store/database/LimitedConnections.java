package croft.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections of one kind that their users close themselves, and a limit on how many are open. */
final class LimitedConnections {
  private static final Logger log = LoggerFactory.getLogger(LimitedConnections.class);

  private final String kind;
  private final int max;
  private final List<Connection> opened = new ArrayList<>();
  private int opening;

  LimitedConnections(String kind, int max) {
    this.kind = kind;
    this.max = max;
  }

  /** Makes a connection; it may take seconds, and nobody else waits for it. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }

  Connection open(Opener opener) throws SQLException {
    synchronized (this) {
      opened.removeIf(LimitedConnections::isClosed);
      if (opened.size() + opening >= max) {
        throw new IllegalStateException(
            "%d %s connections are open; the limit is %d"
                .formatted(opened.size() + opening, kind, max));
      }
      opening++;
    }
    Connection connection = null;
    try {
      connection = opener.open();
      return connection;
    } finally {
      synchronized (this) {
        opening--;
        if (connection != null) {
          opened.add(connection);
        }
      }
    }
  }

  synchronized void closeAll() {
    for (Connection connection : opened) {
      try {
        connection.close();
      } catch (SQLException e) {
        log.debug("a connection did not close: {}", e.getMessage());
      }
    }
    opened.clear();
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException _) {
      return true;
    }
  }
}
