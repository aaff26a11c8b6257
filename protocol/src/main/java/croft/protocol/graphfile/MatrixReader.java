package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a job's {@code matrix}: the product of its axes, less what is excluded, and what is added.
 */
final class MatrixReader {
  private final FaultLog log;
  private final Values values;
  private final Nearest nearest;

  MatrixReader(FaultLog log, Values values, Nearest nearest) {
    this.log = log;
    this.values = values;
    this.nearest = nearest;
  }

  /** Reads it; null when it makes no jobs, which is then noted. */
  @Nullable Matrix read(Entry matrix) {
    var axes = new LinkedHashMap<String, List<String>>();
    Entry include = null;
    Entry exclude = null;
    int faults = log.count();
    for (Entry entry : values.entries(matrix, "a map of axes, like {jdk: [17, 25]}")) {
      switch (entry.key()) {
        case "include" -> include = entry;
        case "exclude" -> exclude = entry;
        default -> {
          if (Variables.check(entry, "axis", log)) {
            axes.put(entry.key(), axis(entry));
          }
        }
      }
    }
    if (axes.size() > GraphFileLimits.AXES_MAX) {
      log.add(
          matrix,
          "matrix has %,d axes; the limit is %,d".formatted(axes.size(), GraphFileLimits.AXES_MAX));
    }
    Variables.checkDistinct(axes.keySet(), matrix, log);
    if (log.count() > faults) {
      return null;
    }
    List<Map<String, String>> included =
        include == null ? List.of() : combinations(include, axes.keySet(), true);
    List<String> names = List.copyOf(axes.isEmpty() ? firstKeys(included) : axes.keySet());
    List<Map<String, String>> excluded =
        exclude == null ? List.of() : combinations(exclude, names, false);
    if (log.count() > faults) {
      return null;
    }
    return expand(matrix, names, axes, included, include, excluded, exclude);
  }

  private List<String> axis(Entry entry) {
    int faults = log.count();
    var seen = new LinkedHashSet<String>();
    List<String> list =
        values.list(
            entry,
            GraphFileLimits.JOBS_MAX,
            node -> {
              String value = value(node, entry.key());
              if (value != null && !seen.add(value)) {
                log.add(node, "the value " + Quoted.text(value) + " is there twice; remove one");
              }
              return value;
            });
    if (list.isEmpty() && log.count() == faults) {
      log.add(entry, "the axis " + entry.key() + " has no values");
    }
    return list;
  }

  private @Nullable String value(Node node, String axis) {
    String value = values.name(node, axis);
    if (value != null && value.indexOf('/') >= 0) {
      log.add(
          node, axis + " " + Quoted.text(value) + " has a /, but becomes one part of a job's key");
      return null;
    }
    return value;
  }

  private static Set<String> firstKeys(List<Map<String, String>> included) {
    return included.isEmpty() ? Set.of() : included.getFirst().keySet();
  }

  /** Reads {@code include} or {@code exclude}. */
  private List<Map<String, String>> combinations(
      Entry entry, Iterable<String> axes, boolean complete) {
    var known = new LinkedHashSet<String>();
    axes.forEach(known::add);
    return values.list(
        entry,
        GraphFileLimits.JOBS_MAX,
        node -> {
          var combination = new LinkedHashMap<String, String>();
          int faults = log.count();
          for (Entry part : values.entries(node, entry.key(), "a map, like {jdk: 17}")) {
            if (known.isEmpty()
                ? !Variables.check(part, "axis", log)
                : !known.contains(part.key())) {
              if (!known.isEmpty()) {
                log.add(
                    part,
                    "the matrix has no axis "
                        + Quoted.text(part.key())
                        + nearest.suggestion(part.key(), known));
              }
              continue;
            }
            String value = value(part.value(), part.key());
            if (value != null) {
              combination.put(part.key(), value);
            }
          }
          if (log.count() > faults) {
            return null;
          }
          if (combination.isEmpty()) {
            log.add(node, "names no axis");
            return null;
          }
          if (known.isEmpty()) {
            known.addAll(combination.keySet());
          }
          if (complete && combination.size() < known.size()) {
            log.add(
                node, "an included combination must have all axes: " + String.join(", ", known));
            return null;
          }
          return combination;
        });
  }

  private @Nullable Matrix expand(
      Entry matrix,
      List<String> names,
      Map<String, List<String>> axes,
      List<Map<String, String>> included,
      @Nullable Entry include,
      List<Map<String, String>> excluded,
      @Nullable Entry exclude) {
    long product = axes.isEmpty() ? 0 : 1;
    for (List<String> list : axes.values()) {
      product = Math.min(product * list.size(), Integer.MAX_VALUE);
    }
    if (product + included.size() > GraphFileLimits.JOBS_MAX
        || product * excluded.size() > GraphFileLimits.MATRIX_STEPS_MAX) {
      log.add(
          matrix,
          "the matrix makes too many combinations; the limit is %,d jobs in a graph"
              .formatted(GraphFileLimits.JOBS_MAX));
      return null;
    }
    // Distinct, as the values of an axis are. Not a set: hashes of lists are much alike.
    var combinations = new ArrayList<List<String>>();
    boolean[] used = new boolean[excluded.size()];
    if (product > 0) {
      add(List.copyOf(axes.values()), names, new ArrayList<>(), excluded, used, combinations);
    }
    for (int i = 0; i < used.length && exclude != null; i++) {
      if (!used[i]) {
        log.add(exclude, "entry " + (i + 1) + " of exclude matches no combination");
      }
    }
    var there = new HashSet<String>();
    if (!included.isEmpty()) {
      combinations.forEach(combination -> there.add(String.join("/", combination)));
    }
    for (int i = 0; i < included.size() && include != null; i++) {
      Map<String, String> map = included.get(i);
      List<String> combination = names.stream().map(name -> map.getOrDefault(name, "")).toList();
      if (there.add(String.join("/", combination))) {
        combinations.add(combination);
      } else {
        log.add(include, "entry " + (i + 1) + " of include is a combination that is there already");
      }
    }
    if (combinations.isEmpty()) {
      log.add(matrix, "the matrix makes no jobs; give it an axis with values");
      return null;
    }
    return new Matrix(names, List.copyOf(combinations));
  }

  private static void add(
      List<List<String>> axes,
      List<String> names,
      List<String> chosen,
      List<Map<String, String>> excluded,
      boolean[] used,
      List<List<String>> combinations) {
    int axis = chosen.size();
    if (axis == axes.size()) {
      boolean dropped = false;
      for (int i = 0; i < used.length; i++) {
        if (matches(excluded.get(i), names, chosen)) {
          used[i] = true;
          dropped = true;
        }
      }
      if (!dropped) {
        combinations.add(List.copyOf(chosen));
      }
      return;
    }
    for (String value : axes.get(axis)) {
      chosen.add(value);
      add(axes, names, chosen, excluded, used, combinations);
      chosen.removeLast();
    }
  }

  private static boolean matches(
      Map<String, String> pattern, List<String> names, List<String> combination) {
    for (int axis = 0; axis < names.size(); axis++) {
      String wanted = pattern.get(names.get(axis));
      if (wanted != null && !wanted.equals(combination.get(axis))) {
        return false;
      }
    }
    return true;
  }
}
