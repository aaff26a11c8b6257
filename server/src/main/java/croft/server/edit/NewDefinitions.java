package croft.server.edit;

import croft.protocol.graphfile.Definition;
import croft.server.dispatch.Failures;
import croft.server.submit.FarmSubmissions;
import croft.store.database.Database;
import croft.store.graph.JobRows;
import croft.store.graph.NewDefinition;
import croft.store.query.RevisionQueries;
import croft.store.submit.Submission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Numbers definitions: those that a graph has, and after them the new ones. Not safe for use by
 * several threads.
 */
final class NewDefinitions {
  private final Database database;
  private final Map<String, Integer> known;
  private final int first;
  private final List<NewDefinition> made = new ArrayList<>();
  private final List<Integer> classes = new ArrayList<>();
  private final Map<Integer, Integer> classOf;

  NewDefinitions(Database database, Connection connection, long graph) throws SQLException {
    this.database = database;
    this.known = JobRows.definitions(connection, graph);
    this.first = known.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    this.classOf = RevisionQueries.classes(connection, graph);
  }

  /** The number of the first new one. */
  int first() {
    return first;
  }

  /** The new ones, in the order of their numbers. */
  List<NewDefinition> made() {
    return made;
  }

  /** The requirement class of each new one. */
  int[] classes() {
    return classes.stream().mapToInt(Integer::intValue).toArray();
  }

  AddedJobs.Numbered number(Definition definition) {
    NewDefinition wanted = FarmSubmissions.newDefinition(definition);
    Integer number = known.get(wanted.digest());
    if (number == null) {
      number = first + made.size();
      known.put(wanted.digest(), number);
      made.add(wanted);
      int requirementClass =
          Failures.unchecked(
              () -> {
                // In a transaction of its own: others may wait for the same new class.
                try (Connection connection = database.connection()) {
                  return Submission.intern(connection, wanted.requirements());
                }
              });
      classes.add(requirementClass);
      classOf.put(number, requirementClass);
    }
    return new AddedJobs.Numbered(number, classOf.getOrDefault(number, 0));
  }
}
