package croft.store.backup;

import croft.store.backup.Archive.GraphRange;
import croft.store.backup.Archive.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a database holds, read from PostgreSQL's catalogue. */
record Catalogue(Connection connection) {
  /**
   * Tables with the columns that a backup carries. Partitions are left to their parents; what is
   * computed is left out, and so are transaction numbers: they mean nothing on another server,
   * where their default puts in those of the restore.
   */
  private static final String TABLES =
      """
      select c.relname, a.attname
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace
        and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
        and c.relname <> 'flyway_schema_history'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and a.atttypid <> 'xid8'::regtype
      order by c.relname, a.attnum
      """;

  private static final String REFERENCES =
      """
      select distinct child.relname, parent.relname
      from pg_constraint f
      join pg_class child on child.oid = f.conrelid
      join pg_class parent on parent.oid = f.confrelid
      where f.contype = 'f' and child.relnamespace = current_schema()::regnamespace
        and child.oid <> parent.oid
        and not child.relispartition and not parent.relispartition
      """;

  private static final String SEQUENCES =
      """
      select relname from pg_class
      where relkind = 'S' and relnamespace = current_schema()::regnamespace
      order by relname
      """;

  private static final String PARTITIONED_BY_GRAPH =
      """
      select c.relname
      from pg_class c
      join pg_partitioned_table p on p.partrelid = c.oid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
      where c.relnamespace = current_schema()::regnamespace and not c.relispartition
        and p.partnatts = 1 and a.attname = 'graph'
      """;

  /** All tables, each after those that it refers to. */
  List<Table> tables() throws SQLException {
    Map<String, List<String>> columns = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        columns.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
      }
    }
    List<Table> tables = new ArrayList<>();
    for (String name : inOrder(columns.keySet())) {
      tables.add(new Table(name, columns.getOrDefault(name, List.of())));
    }
    return tables;
  }

  private Set<String> inOrder(Set<String> names) throws SQLException {
    Map<String, Set<String>> references = new LinkedHashMap<>();
    names.forEach(name -> references.put(name, new TreeSet<>()));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(REFERENCES)) {
      while (rows.next()) {
        references.computeIfAbsent(rows.getString(1), _ -> new TreeSet<>()).add(rows.getString(2));
      }
    }
    Set<String> ordered = new LinkedHashSet<>();
    while (ordered.size() < references.size()) {
      int before = ordered.size();
      references.forEach(
          (name, needed) -> {
            if (ordered.containsAll(needed)) {
              ordered.add(name);
            }
          });
      if (ordered.size() == before) {
        throw new BackupException(
            "These tables refer to each other in a circle, which no order of loading satisfies: "
                + references.keySet().stream().filter(name -> !ordered.contains(name)).toList());
      }
    }
    return ordered;
  }

  List<String> sequences() throws SQLException {
    return names(SEQUENCES);
  }

  /** The graphs in all tables that are partitioned by them; empty when there is none. */
  Optional<GraphRange> graphs() throws SQLException {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (String table : names(PARTITIONED_BY_GRAPH)) {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select min(graph), max(graph) from " + quote(table))) {
        row.next();
        long least = row.getLong(1);
        if (!row.wasNull()) {
          low = Math.min(low, least);
          high = Math.max(high, row.getLong(2));
        }
      }
    }
    return low > high ? Optional.empty() : Optional.of(new GraphRange(low, high));
  }

  /** Whether the schema has a function with these argument types, written as PostgreSQL does. */
  boolean hasFunction(String signature) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select to_regprocedure(?) is not null")) {
      statement.setString(1, signature);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private List<String> names(String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoteAll(List<String> names) {
    return String.join(", ", names.stream().map(Catalogue::quote).toList());
  }
}
