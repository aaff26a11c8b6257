package croft.protocol.graphfile;

import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a file. Nodes know their position but not their path: paths are
 * needed for faults only, so they are searched for then, from the root of the current scope.
 */
@SuppressWarnings("ReferenceEquality") // the place of this node, not of one that looks like it
final class FaultLog {
  private static final int PATH_SEARCH_MAX = 20_000_000;

  private final List<Fault> faults = new ArrayList<>();
  private int count;
  private int searched;
  private String scopePath = "";
  private @Nullable Node scopeRoot;

  /** Stands before each path: where the graph file inside another is that is being read. */
  private String prefix = "";

  /** Says what the faults that follow are about. */
  void scope(String path, @Nullable Node root) {
    scopePath = path;
    scopeRoot = root;
  }

  /** Says that the paths that follow are below one. The answer ends it, by {@link #leave}. */
  String enter(String path) {
    String outer = prefix;
    prefix = prefix + path + ".";
    return outer;
  }

  void leave(String outer) {
    prefix = outer;
    scope("", null);
  }

  /** The path of a node in the current scope, for a fault that may be told later. */
  String pathOf(Node node) {
    return path(node);
  }

  /** The path of a job; keys are shortened as they may be anything. */
  static String jobPath(String key) {
    return "jobs." + Quoted.plain(key);
  }

  /** A fault of a value in the current scope. */
  void add(Node node, String message) {
    add(node.at(), full() ? scopePath : path(node), message);
  }

  /** A fault of a key in the current scope. */
  void add(Entry entry, String message) {
    add(entry.keyAt(), full() ? scopePath : path(entry.value()), message);
  }

  void add(long at, String path, String message) {
    count++;
    if (faults.size() < GraphFileLimits.FAULTS_COUNTED_MAX) {
      faults.add(new Fault(Position.line(at), Position.column(at), full(path), message));
    }
  }

  private String full(String path) {
    return path.isEmpty() && !prefix.isEmpty()
        ? prefix.substring(0, prefix.length() - 1)
        : prefix + path;
  }

  int count() {
    return count;
  }

  /** Whether to give up. */
  boolean full() {
    return count >= GraphFileLimits.FAULTS_COUNTED_MAX;
  }

  Faults toFaults() {
    // Stable: faults at one place stay in the order in which they were found.
    faults.sort(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column));
    return new Faults(
        faults.subList(0, Math.min(faults.size(), GraphFileLimits.FAULTS_MAX)), count);
  }

  private String path(Node node) {
    if (scopeRoot == null || scopeRoot == node || searched > PATH_SEARCH_MAX) {
      return scopePath;
    }
    StringBuilder path = new StringBuilder(scopePath);
    return find(scopeRoot, node, path) ? path.toString() : scopePath;
  }

  /** Adds the way from root to node to the path; leaves the path as it was when there is none. */
  private boolean find(Node root, Node node, StringBuilder path) {
    if (root == node) {
      return true;
    }
    searched++;
    int length = path.length();
    switch (root) {
      case Scalar _ -> {}
      case Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          path.append('[').append(i).append(']');
          if (find(sequence.items().get(i), node, path)) {
            return true;
          }
          path.setLength(length);
        }
      }
      case Mapping mapping -> {
        for (Entry entry : mapping.entries()) {
          path.append(length == 0 ? "" : ".").append(Quoted.plain(entry.key()));
          if (find(entry.value(), node, path)) {
            return true;
          }
          path.setLength(length);
        }
      }
    }
    return false;
  }
}
