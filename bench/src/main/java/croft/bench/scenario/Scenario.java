package croft.bench.scenario;

import croft.bench.report.Line;

/** Something that is measured. Starts the farms that it needs, and ends them. */
public interface Scenario {
  /** Its name on the command line. */
  String name();

  /**
   * Measures.
   *
   * @param size how much of it, such as the jobs of its graph; 0 for the usual
   */
  Line measure(int size) throws Exception;
}
