package croft.store.query;

import java.sql.Connection;
import java.sql.SQLException;

/** Where reads get their connections: {@code database::connection}. */
@FunctionalInterface
public interface Connections {
  /** A connection in auto-commit mode, to be closed soon. */
  Connection open() throws SQLException;
}
