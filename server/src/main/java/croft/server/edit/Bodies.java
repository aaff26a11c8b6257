package croft.server.edit;

import croft.server.dispatch.Failures;
import croft.store.graph.JobRows;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

/** Definitions as they are needed, each read once. Not safe for use by several threads. */
final class Bodies {
  private final Connection connection;
  private final long graph;
  private final Map<Integer, String> known = new HashMap<>();

  Bodies(Connection connection, long graph) {
    this.connection = connection;
    this.graph = graph;
  }

  String body(int definition) {
    return known.computeIfAbsent(
        definition,
        number ->
            Failures.unchecked(
                () ->
                    JobRows.bodies(connection, graph, new int[] {number})
                        .getOrDefault(number, "{}")));
  }
}
