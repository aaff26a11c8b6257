package croft.testing.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows for tests that care about some of a table's columns only. */
final class Rows {
  /** The columns that must have a value, and the plainest value of each, as an SQL expression. */
  private static final String NEEDED =
      """
      select a.attname,
        case
          when t.typcategory = 'N' then $$0$$
          when t.typcategory = 'A' then $$'{}'$$
          when t.typcategory = 'B' then $$false$$
          when t.typcategory = 'D' then $$'epoch'$$
          when t.typcategory = 'E' then format('enum_first(null::%s)', t.typname)
          when t.typname in ('json', 'jsonb') then $$'{}'$$
          when t.typname = 'uuid' then $$gen_random_uuid()$$
          else $$''$$
        end
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
        and a.attnotnull and not a.atthasdef and a.attidentity = ''
      """;

  private Rows() {}

  /**
   * Inserts rows.
   *
   * @param table its name, and where several rows come from if it is not one: {@code "job from
   *     generate_series(1, 10) as number"}
   * @param values SQL expressions by column
   */
  static void insert(TestDatabase database, String table, Map<String, String> values) {
    String name = table.split(" ", 2)[0];
    Map<String, String> all = new LinkedHashMap<>();
    try (Connection connection = database.connection();
        PreparedStatement statement = connection.prepareStatement(NEEDED)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.put(rows.getString(1), rows.getString(2));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    all.putAll(values);
    database.execute(
        "insert into %s (%s) select %s%s"
            .formatted(
                name,
                String.join(", ", all.keySet()),
                String.join(", ", all.values()),
                table.substring(name.length())));
  }
}
