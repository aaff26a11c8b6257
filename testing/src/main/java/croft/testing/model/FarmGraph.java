package croft.testing.model;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.RetryPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph that is put to the model and to a system under test alike. A node's number is its place
 * in {@link #nodes}, which is not an order of the edges.
 *
 * @param nodes jobs and joins, each with a name of its own
 * @param edges at most one for each pair; no cycle; only finalizers wait for finalizers
 * @param draft whether it is submitted as one
 */
public record FarmGraph(List<Node> nodes, List<Edge> edges, boolean draft) {
  /** What a job can be beside a plain one. */
  public enum Mark {
    INACTIVE("inactive", 0),
    FINALIZER("finally", JobFlags.FINALIZER),
    /** Of a finalizer: not again at the next ending. */
    ONCE("once", JobFlags.ONCE),
    BREAKPOINT("breakpoint", JobFlags.BREAKPOINT),
    ALLOW_FAILURE("allowFailure", JobFlags.ALLOW_FAILURE);

    private final String text;
    private final int flag;

    Mark(String text, int flag) {
      this.text = text;
      this.flag = flag;
    }
  }

  /**
   * A job, or a join: a gate of barriers is a join that requires all of its barrier edges.
   *
   * @param atLeast how many edges a join requires; -1 for a job
   */
  public record Node(String name, int atLeast, Set<Mark> marks, RetryPolicy retry) {
    public Node {
      marks = Set.copyOf(marks);
    }

    public boolean isJoin() {
      return atLeast >= 0;
    }

    public boolean is(Mark mark) {
      return marks.contains(mark);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(name);
      if (isJoin()) {
        text.append(" (at least ").append(atLeast).append(')');
      }
      for (Mark mark : Mark.values()) {
        if (is(mark)) {
          text.append(' ').append(mark.text);
        }
      }
      if (!isJoin() && !retry.equals(RetryPolicy.DEFAULT)) {
        text.append(" retry ").append(retry.attempts()).append(" on ");
        text.append(
            EnumSet.allOf(RetryPolicy.Cause.class).stream()
                .filter(retry.on()::contains)
                .map(RetryPolicy.Cause::text)
                .collect(Collectors.joining("+")));
      }
      return text.toString();
    }
  }

  /** {@code to} waits for {@code from}. */
  public record Edge(String from, String to, EdgeRule rule) {
    @Override
    public String toString() {
      return from + " -> " + to + " " + rule;
    }
  }

  /** A graph that starts at once. */
  public FarmGraph(List<Node> nodes, List<Edge> edges) {
    this(nodes, edges, false);
  }

  public FarmGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** The node's number. */
  public int number(String name) {
    for (int number = 0; number < nodes.size(); number++) {
      if (nodes.get(number).name().equals(name)) {
        return number;
      }
    }
    throw new IllegalArgumentException("no job is called '" + name + "'");
  }

  /** The names of the jobs; joins are not for anybody. */
  public List<String> jobs() {
    return nodes.stream().filter(node -> !node.isJoin()).map(Node::name).toList();
  }

  /** The same graph for the engine. */
  public JobGraph jobGraph() {
    var builder = new JobGraph.Builder();
    for (Node node : nodes) {
      if (node.isJoin()) {
        builder.join(node.atLeast());
      } else {
        builder.job();
      }
    }
    for (Edge edge : edges) {
      builder.edge(number(edge.from()), number(edge.to()), edge.rule());
    }
    return builder.build();
  }

  /** The {@link JobFlags} of each node at submission. */
  public int[] flags() {
    return nodes.stream()
        .mapToInt(
            node ->
                node.marks().stream()
                    .mapToInt(mark -> mark.flag)
                    .reduce(node.isJoin() ? JobFlags.JOIN : 0, (one, other) -> one | other))
        .toArray();
  }

  /** Which nodes are submitted inactive by their own mark. */
  public boolean[] inactive() {
    boolean[] inactive = new boolean[nodes.size()];
    for (int number = 0; number < inactive.length; number++) {
      inactive[number] = nodes.get(number).is(Mark.INACTIVE);
    }
    return inactive;
  }

  /** Without one node and its edges. */
  FarmGraph without(Node gone) {
    List<Node> kept = new ArrayList<>(nodes);
    kept.remove(gone);
    return new FarmGraph(
        kept,
        edges.stream()
            .filter(edge -> !edge.from().equals(gone.name()) && !edge.to().equals(gone.name()))
            .toList(),
        draft);
  }

  /** Without one edge. */
  FarmGraph without(Edge gone) {
    List<Edge> kept = new ArrayList<>(edges);
    kept.remove(gone);
    return new FarmGraph(nodes, kept, draft);
  }

  /** With one node in another's place, of the same name. */
  FarmGraph with(Node changed) {
    return new FarmGraph(
        nodes.stream().map(node -> node.name().equals(changed.name()) ? changed : node).toList(),
        edges,
        draft);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(draft ? "  a draft\n" : "");
    nodes.forEach(node -> text.append("  ").append(node).append('\n'));
    edges.forEach(edge -> text.append("  ").append(edge).append('\n'));
    return text.toString();
  }
}
