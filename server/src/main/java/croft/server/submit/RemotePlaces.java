package croft.server.submit;

import croft.protocol.Limits;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.RemoteNeed;
import croft.protocol.problem.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which jobs of other graphs a file waits for that are not there. */
public final class RemotePlaces {
  private RemotePlaces() {}

  /** The first of them, each where the file names it. */
  public static List<Place> of(Connection connection, int project, GraphSpec spec)
      throws SQLException {
    List<RemoteNeed> needs = spec.remoteNeeds();
    return croft.store.graph.RemoteNeed.missing(
            connection,
            project,
            needs.stream().mapToLong(RemoteNeed::graph).toArray(),
            needs.stream().map(RemoteNeed::key).toList())
        .stream()
        .limit(Limits.PLACES_MAX)
        .map(needs::get)
        .map(
            need ->
                new Place(
                    "jobs." + spec.job(need.job()).key() + "." + need.kind().text(),
                    "the project has no graph %d with a job '%s'"
                        .formatted(need.graph(), need.key())))
        .toList();
  }
}
