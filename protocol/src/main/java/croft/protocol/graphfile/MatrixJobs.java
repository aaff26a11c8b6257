package croft.protocol.graphfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The jobs that a matrix became: one after the other, from an index on. */
final class MatrixJobs {
  private final Matrix matrix;
  private final int first;
  private final int[] all;

  /** For some axes: values on them → the jobs that have these. Made when first asked for. */
  private final Map<List<String>, Map<List<String>, int[]>> byAxes = new HashMap<>();

  MatrixJobs(Matrix matrix, int first) {
    this.matrix = matrix;
    this.first = first;
    this.all = new int[matrix.combinations().size()];
    Arrays.setAll(all, i -> first + i);
  }

  List<String> axes() {
    return matrix.axes();
  }

  int[] all() {
    return all;
  }

  /** The value on an axis of one of its jobs. */
  String value(int job, String axis) {
    return matrix.combinations().get(job - first).get(matrix.axes().indexOf(axis));
  }

  /** The jobs that have some values on some of the axes. */
  int[] with(List<String> axes, List<String> wanted) {
    return byAxes.computeIfAbsent(axes, this::index).getOrDefault(wanted, new int[0]);
  }

  private Map<List<String>, int[]> index(List<String> axes) {
    var lists = new HashMap<List<String>, List<Integer>>();
    for (int job : all) {
      List<String> values = axes.stream().map(axis -> value(job, axis)).toList();
      lists.computeIfAbsent(values, _ -> new ArrayList<>()).add(job);
    }
    var index = new HashMap<List<String>, int[]>();
    lists.forEach(
        (values, jobs) -> index.put(values, jobs.stream().mapToInt(Integer::intValue).toArray()));
    return index;
  }
}
