package croft.protocol.wire;

import java.util.Map;

/**
 * What a command did.
 *
 * @param graph as it is after the command
 * @param changed how many jobs are now in another state, by that state; empty if nothing changed
 *     yet (a running job is cancelled when its worker says so)
 */
public record Changed(GraphView graph, Map<JobState, Integer> changed) {
  public Changed {
    Check.present("graph", graph);
    changed = Check.map("changed", changed, JobState.values().length);
  }
}
