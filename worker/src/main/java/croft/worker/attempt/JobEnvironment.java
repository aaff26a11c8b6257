package croft.worker.attempt;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Definition;
import croft.worker.sandbox.Sandbox;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The variables that a job sees: all of them, as nothing of the worker's own passes through. */
final class JobEnvironment {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private JobEnvironment() {}

  /** Later ones win: the system's, the worker's, the graph's parameters, the job's, the farm's. */
  static Map<String, String> of(
      Assignment assignment,
      Definition definition,
      Sandbox.View view,
      Map<String, String> workers) {
    Map<String, String> all = new TreeMap<>();
    all.put("PATH", PATH);
    all.put("HOME", view.work());
    all.put("TMPDIR", view.tmp());
    all.put("LANG", "C.UTF-8");
    all.putAll(workers);
    assignment.parameters().forEach((name, value) -> all.put(variable(name), value));
    all.putAll(definition.env());
    all.put("CROFT_PROJECT", assignment.project());
    all.put("CROFT_GRAPH", Long.toString(assignment.graph()));
    all.put("CROFT_JOB", assignment.key());
    all.put("CROFT_ATTEMPT", Integer.toString(assignment.attempt()));
    all.put("CROFT_WORK", view.work());
    all.put("CROFT_CACHE", view.cache());
    return all;
  }

  /** {@code base-url} is {@code BASE_URL}, as the graph file says. */
  private static String variable(String parameter) {
    return parameter.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
