package croft.store.decide;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sets of people who may decide, by name. A group exists as long as it has a member. */
public final class Groups {
  private Groups() {}

  private static final String OF =
      "select name from group_member where project = ? and member = ? order by name";

  /** The groups that someone is in. */
  public static List<String> of(Connection connection, int project, String member)
      throws SQLException {
    List<String> groups = new ArrayList<>();
    try (Statement read = new Statement(connection, OF).with(project).with(member);
        ResultSet row = read.query()) {
      while (row.next()) {
        groups.add(row.getString(1));
      }
    }
    return groups;
  }

  private static final String ALL =
      "select name, member from group_member where project = ? order by name, member";

  /** All groups of a project with their members, by name. */
  public static SortedMap<String, List<String>> all(Connection connection, int project)
      throws SQLException {
    SortedMap<String, List<String>> all = new TreeMap<>();
    try (Statement read = new Statement(connection, ALL).with(project);
        ResultSet row = read.query()) {
      while (row.next()) {
        all.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(row.getString(2));
      }
    }
    return all;
  }

  private static final String ADD =
      """
      insert into group_member (project, name, member, author) values (?, ?, ?, ?)
      on conflict do nothing
      """;

  /** Adds a member; nothing changes if it is one already. */
  public static void add(
      Connection connection, int project, String name, String member, String author)
      throws SQLException {
    try (Statement add =
        new Statement(connection, ADD).with(project).with(name).with(member).with(author)) {
      add.update();
    }
  }

  private static final String REMOVE =
      "delete from group_member where project = ? and name = ? and member = ?";

  /** Removes a member; nothing changes if it is none. */
  public static void remove(Connection connection, int project, String name, String member)
      throws SQLException {
    try (Statement remove =
        new Statement(connection, REMOVE).with(project).with(name).with(member)) {
      remove.update();
    }
  }

  private static final String COUNT = "select count(*) from group_member where project = ?";

  /** How many members the groups of a project have together. */
  public static int count(Connection connection, int project) throws SQLException {
    try (Statement read = new Statement(connection, COUNT).with(project);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }
}
