package croft.server.submit;

import croft.protocol.Limits;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.problem.Place;
import java.util.ArrayList;
import java.util.List;

/** Finds what a graph file can say and this server cannot do yet, so that it is not ignored. */
public final class Unsupported {
  private final List<Place> places = new ArrayList<>();
  private int count;

  private Unsupported() {}

  /** What there is of it in a graph file; for none, a count of 0. */
  public static GraphCompiler.Compiled.Unsupported of(GraphSpec spec) {
    var found = new Unsupported();
    for (JobSpec job : spec.jobs()) {
      found.check(job);
    }
    return new GraphCompiler.Compiled.Unsupported(found.places, found.count);
  }

  private void check(JobSpec job) {
    Definition definition = job.definition();
    if (definition.source() != null) {
      add(job, "source", "sources");
    }
  }

  private void add(JobSpec job, String key, String what) {
    add("jobs." + job.key() + "." + key, what);
  }

  private void add(String where, String what) {
    count++;
    if (places.size() < Limits.PLACES_MAX) {
      places.add(new Place(where, what + " are not supported by this server yet"));
    }
  }
}
