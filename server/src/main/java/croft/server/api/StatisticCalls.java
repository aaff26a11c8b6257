package croft.server.api;

import croft.protocol.wire.Page;
import croft.protocol.wire.StatisticView;
import croft.server.api.Routes.Route;
import croft.store.query.Project;
import croft.store.query.Queries;
import croft.store.query.StatisticQueries.Position;
import croft.store.statistic.Statistic;
import java.util.List;

/** What the farm knows of jobs from their earlier runs. */
final class StatisticCalls implements CallGroup {
  private static final String LIST = "statistics";

  private final Places places;
  private final Queries queries;

  StatisticCalls(Places places, Queries queries) {
    this.places = places;
    this.queries = queries;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("GET", PROJECT + "/statistics", false, this::list));
  }

  private void list(Exchange exchange) {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("series", "key", "limit", "after");
    String key = query.one("key");
    int limit = query.limit();
    List<Statistic> rows =
        queries
            .statistics()
            .page(
                project.id(),
                query.one("series"),
                GraphCalls.glob("query:key", key == null ? "**" : key),
                position(Cursor.read(LIST, query.one("after"))),
                limit + 1);
    List<StatisticView> items = rows.stream().limit(limit).map(StatisticCalls::view).toList();
    exchange.json(200, new Page<>(items, rows.size() > limit ? cursor(items.getLast()) : null));
  }

  private static String cursor(StatisticView last) {
    // Neither a key nor the name of a pool can have a line break in it.
    return Cursor.of(LIST, last.key() + "\n" + last.pool() + "\n" + last.series());
  }

  private static Position position(@org.jspecify.annotations.Nullable String cursor) {
    if (cursor == null) {
      return Position.START;
    }
    String[] parts = cursor.split("\n", 3);
    if (parts.length < 3) {
      throw Query.wrong("query:after", "is not a cursor: give the member next of the page before");
    }
    return new Position(parts[2], parts[0], parts[1]);
  }

  private static StatisticView view(Statistic row) {
    boolean known = !row.durationsMs().isEmpty();
    return new StatisticView(
        row.series(),
        row.key(),
        row.pool(),
        row.ended(),
        row.failed(),
        row.ended() == 0 ? 0 : (double) row.failed() / row.ended(),
        row.flaky(),
        known ? (long) row.percentile(50) : null,
        known ? (long) row.percentile(90) : null,
        row.durationsMs(),
        row.updatedAt());
  }
}
