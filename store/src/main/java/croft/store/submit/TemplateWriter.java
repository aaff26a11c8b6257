package croft.store.submit;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Stores versions of templates. */
public final class TemplateWriter {
  private TemplateWriter() {}

  /**
   * A graph file to be stored under a name.
   *
   * @param files digest of the bundle that goes with it; null for none
   * @param parameters as the API shows them, as JSON
   */
  public record NewTemplate(
      int project,
      String name,
      String media,
      String body,
      @Nullable String files,
      String description,
      int jobs,
      String parameters,
      String author) {}

  /** What came of it. */
  public sealed interface Written {
    /**
     * It is there.
     *
     * @param made whether this made the version; not, if the newest one is just the same
     */
    record Version(int version, boolean made) implements Written {}

    /** The project has as many templates as it may. */
    record TooMany() implements Written {}
  }

  // One writer at a time in a project, so that versions have no gaps. Keys that refer to the row do
  // not wait for it.
  private static final String LOCK = "select from project where id = ? for no key update";

  private static final String NEWEST =
      """
      select version, media = ? and body = ? and files is not distinct from ?
      from template where project = ? and name = ? order by version desc limit 1
      """;

  private static final String NAMES = "select count(distinct name) from template where project = ?";

  private static final String INSERT =
      """
      insert into template (project, name, version, media, body, files, description, jobs,
        parameters, author)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
      """;

  /**
   * Stores a new version, if it differs from the newest; in the caller's transaction.
   *
   * @param namesMax how many templates a project may have
   */
  public static Written write(Connection connection, NewTemplate template, int namesMax)
      throws SQLException {
    try (Statement lock = new Statement(connection, LOCK).with(template.project());
        ResultSet _ = lock.query()) {
      // Held until the caller commits.
    }
    int newest = 0;
    try (Statement read =
            new Statement(connection, NEWEST)
                .with(template.media())
                .with(template.body())
                .with(template.files())
                .with(template.project())
                .with(template.name());
        ResultSet row = read.query()) {
      if (row.next()) {
        newest = row.getInt(1);
        if (row.getBoolean(2)) {
          return new Written.Version(newest, false);
        }
      }
    }
    if (newest == 0) {
      try (Statement count = new Statement(connection, NAMES).with(template.project());
          ResultSet row = count.query()) {
        row.next();
        if (row.getInt(1) >= namesMax) {
          return new Written.TooMany();
        }
      }
    }
    try (Statement insert =
        new Statement(connection, INSERT)
            .with(template.project())
            .with(template.name())
            .with(newest + 1)
            .with(template.media())
            .with(template.body())
            .with(template.files())
            .with(template.description())
            .with(template.jobs())
            .with(template.parameters())
            .with(template.author())) {
      insert.update();
    }
    return new Written.Version(newest + 1, true);
  }
}
