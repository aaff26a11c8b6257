package croft.store.query;

import java.util.List;

/** Reads and makes tokens. */
public final class TokenQueries {
  private final Query query;

  public TokenQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /** All valid tokens. */
  public List<TokenRow> valid() {
    return query.list(
        "select name, digest from token where revoked_at is null order by id",
        (_, _) -> {},
        row -> new TokenRow(row.getString(1), row.getBytes(2)));
  }

  /** Gives a holder this token, instead of the one that it may have had. */
  public void replace(String name, byte[] digest) {
    query.list(
        """
        insert into token (name, digest) values (?, ?)
        on conflict (name) do update set digest = excluded.digest, revoked_at = null
        returning id
        """,
        (_, statement) -> {
          statement.setString(1, name);
          statement.setBytes(2, digest);
        },
        row -> row.getInt(1));
  }
}
