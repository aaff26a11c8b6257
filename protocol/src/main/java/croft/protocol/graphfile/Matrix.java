package croft.protocol.graphfile;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The axes of a job and the combinations of their values that become jobs.
 *
 * @param axes names, in the order of the file
 * @param combinations a value for each axis, in the order of the jobs
 */
record Matrix(List<String> axes, List<List<String>> combinations) {
  /** The key of the job for a combination: {@code test/17/binary}. */
  static String key(String base, List<String> combination) {
    return base + '/' + String.join("/", combination);
  }

  /** The environment variables for a combination. */
  Map<String, String> variables(List<String> combination) {
    var variables = new TreeMap<String, String>();
    for (int axis = 0; axis < axes.size(); axis++) {
      variables.put(Parameter.variable(axes.get(axis)), combination.get(axis));
    }
    return variables;
  }

  /** A text in which {@code {axis}} is replaced by the axis' value. */
  String fill(String text, List<String> combination) {
    if (text.indexOf('{') < 0) {
      return text;
    }
    String filled = text;
    for (int axis = 0; axis < axes.size(); axis++) {
      filled = filled.replace('{' + axes.get(axis) + '}', combination.get(axis));
    }
    return filled;
  }
}
