package croft.server.view;

import croft.core.graph.EdgeRule;
import croft.core.graph.EdgeValue;
import croft.core.graph.GraphState;
import croft.core.graph.Why;
import croft.core.job.JobFlags;
import croft.core.schedule.Requirements;
import croft.protocol.Limits;
import croft.protocol.json.Json;
import croft.protocol.wire.Condition;
import croft.protocol.wire.DependencyKind;
import croft.protocol.wire.DependencyValue;
import croft.protocol.wire.DependencyView;
import croft.store.query.EdgeQueries;
import croft.store.query.EdgeQueries.Edge;
import croft.store.query.EdgeQueries.Node;
import croft.store.query.EventQueries;
import croft.store.query.GraphRow;
import croft.store.query.JobRow;
import croft.store.query.WorkerQueries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job waits for and what waits for it, with the hidden joins looked through, and the
 * sentence that says why it is where it is.
 *
 * @param dependencyCount how many there are; the list may be cut
 * @param dependentCount how many there are; the list may be cut
 * @param queuePosition of a ready job in the order of claims, 1 for the next; null if not known
 */
public record JobExplanation(
    String why,
    List<DependencyView> dependencies,
    int dependencyCount,
    List<String> dependents,
    int dependentCount,
    @Nullable Integer queuePosition) {
  /** Levels of joins: one for k of n, one more for a gate of barriers. */
  private static final int JOINS_DEEP_MAX = 4;

  /** Reads what explanations are made from. */
  public record Sources(
      EdgeQueries edges, WorkerQueries workers, EventQueries events, Queue queue) {}

  /** Where ready jobs are in the order of claims. */
  @FunctionalInterface
  public interface Queue {
    /** How many are before a job; empty if that is not known. */
    OptionalInt before(
        long graph, int job, int requirementClass, Collection<Requirements.Offer> offers);
  }

  /** Explains a job of a graph. */
  public static JobExplanation of(GraphRow graph, JobRow job, Sources sources) {
    Reading reading = new Reading(graph.graph(), sources.edges);
    List<Why.Condition> conditions = new ArrayList<>();
    List<DependencyView> dependencies = new ArrayList<>();
    reading.incoming(job.job(), conditions, dependencies);
    List<String> dependents = reading.dependents(job.job());
    int dependencyCount = dependencies.size();
    int dependentCount = dependents.size();
    Why.Situation situation = situation(graph, job, conditions, sources);
    Integer ahead = situation.ahead();
    return new JobExplanation(
        Why.sentence(situation),
        dependencies.subList(0, Math.min(dependencyCount, Limits.DETAIL_EDGES_MAX)),
        dependencyCount,
        dependents.subList(0, Math.min(dependentCount, Limits.DETAIL_EDGES_MAX)),
        dependentCount,
        ahead == null ? null : ahead + 1);
  }

  private static Why.Situation situation(
      GraphRow graph, JobRow job, List<Why.Condition> conditions, Sources sources) {
    WorkerQueries workers = sources.workers;
    Requirements requirements = null;
    List<Requirements.Offer> offers = List.of();
    List<Requirements.Offer> withheld = List.of();
    String worker = null;
    String hold = null;
    String ended = ended(job);
    Integer ahead = null;
    switch (job.state()) {
      case READY -> {
        var kind = workers.requirements(job.requirementClass());
        if (kind != null) {
          requirements =
              new Requirements(
                  kind.pool(), kind.labels(), kind.cpus(), kind.memoryBytes(), kind.gpus());
          offers = offers(workers.live());
          withheld = offers(workers.withheld());
          OptionalInt before =
              sources.queue.before(graph.graph(), job.job(), job.requirementClass(), offers);
          ahead = before.isPresent() ? before.getAsInt() : null;
        }
      }
      case RUNNING -> {
        Long session = job.session();
        worker = session == null ? null : workers.name(session);
      }
      case HELD -> hold = cause(graph, job, "hold", sources.events);
      case CANCELLED -> {
        String by = cause(graph, job, "cancel", sources.events);
        ended = by == null ? ended : "by " + by;
      }
      case FAILED -> {
        // Nothing ran: only a deadline does that.
        ended = job.attempt() == 0 ? "its deadline passed before it could start" : ended;
      }
      case INACTIVE, BLOCKED, SKIPPED, SUCCEEDED -> {}
    }
    return new Why.Situation(
        job.state(),
        job.flags(),
        conditions,
        graph.paused(),
        graph.state() == GraphState.DRAFT,
        job.readyAt(),
        job.now(),
        hold,
        requirements,
        offers,
        withheld,
        ended,
        worker,
        ahead);
  }

  /** Who did it, and why if they said so. */
  private static @Nullable String cause(
      GraphRow graph, JobRow job, String kind, EventQueries events) {
    String data = events.newest(graph.graph(), job.job(), kind);
    if (data == null) {
      return null;
    }
    Cause cause = Json.readResponse(data, Cause.class);
    return cause.reason == null ? cause.author : cause.author + ": " + cause.reason;
  }

  private record Cause(String author, @Nullable String reason) {}

  private static @Nullable String ended(JobRow job) {
    if (job.reason() != null) {
      return job.reason();
    }
    return job.exitCode() == null ? job.outcome() : "exit code " + job.exitCode();
  }

  private record Reading(long graph, EdgeQueries edges) {
    void incoming(int job, List<Why.Condition> conditions, List<DependencyView> dependencies) {
      List<Edge> direct = edges.incoming(graph, List.of(job));
      Map<Integer, Node> nodes = nodes(direct);
      // Members of joins, level by level; a join over joins shows their members as its own.
      Map<Integer, List<Edge>> members = new HashMap<>();
      List<Integer> open = joins(direct, nodes);
      for (int level = 0; level < JOINS_DEEP_MAX && !open.isEmpty(); level++) {
        List<Edge> next = edges.incoming(graph, open);
        nodes.putAll(nodes(next));
        for (Edge edge : next) {
          members.computeIfAbsent(edge.target(), _ -> new ArrayList<>()).add(edge);
        }
        open = joins(next, nodes);
        open.removeIf(members::containsKey);
      }
      Map<Integer, EdgeQueries.Remote> remotes = new HashMap<>();
      List<Integer> others =
          direct.stream()
              .map(Edge::source)
              .filter(source -> JobFlags.has(node(nodes, source).flags(), JobFlags.REMOTE))
              .toList();
      edges.remotes(graph, others).forEach(remote -> remotes.put(remote.node(), remote));
      for (Edge edge : direct) {
        Node source = node(nodes, edge.source());
        EdgeQueries.Remote remote = remotes.get(source.job());
        if (remote != null) {
          conditions.add(new Why.Condition.One(other(remote)));
          dependencies.add(view(remote));
        } else if (!isJoin(source)) {
          conditions.add(new Why.Condition.One(other(source, edge.rule())));
          dependencies.add(view(source, edge.rule(), null, edge.rule()));
        } else {
          joined(source, edge.rule(), members, nodes, conditions, dependencies);
        }
      }
    }

    /** A join: a gate of barriers needs all of its members, so each stands for itself. */
    private void joined(
        Node join,
        EdgeRule rule,
        Map<Integer, List<Edge>> members,
        Map<Integer, Node> nodes,
        List<Why.Condition> conditions,
        List<DependencyView> dependencies) {
      List<Edge> flat = flat(join.job(), members, nodes, new HashSet<>());
      List<Why.Other> others = new ArrayList<>();
      int satisfied = 0;
      for (Edge edge : flat) {
        Why.Other other = other(node(nodes, edge.source()), edge.rule());
        others.add(other);
        if (value(other) == EdgeValue.SATISFIED) {
          satisfied++;
        }
      }
      int k = join.need() + satisfied;
      boolean all = k >= flat.size();
      for (int i = 0; i < flat.size(); i++) {
        Node source = node(nodes, flat.get(i).source());
        // A member is what the outer edge asks for: a gate's members are barriers.
        EdgeRule shown = rule.kind() == EdgeRule.Kind.BARRIER ? rule : flat.get(i).rule();
        dependencies.add(view(source, flat.get(i).rule(), all ? null : join.job(), shown));
        if (all) {
          conditions.add(new Why.Condition.One(others.get(i)));
        }
      }
      if (!all) {
        conditions.add(new Why.Condition.Some(k, others));
      }
    }

    private static List<Edge> flat(
        int join, Map<Integer, List<Edge>> members, Map<Integer, Node> nodes, Set<Integer> seen) {
      List<Edge> flat = new ArrayList<>();
      if (!seen.add(join)) {
        return flat;
      }
      for (Edge edge : members.getOrDefault(join, List.of())) {
        if (isJoin(node(nodes, edge.source()))) {
          flat.addAll(flat(edge.source(), members, nodes, seen));
        } else {
          flat.add(edge);
        }
      }
      return flat;
    }

    List<String> dependents(int job) {
      Set<String> keys = new java.util.TreeSet<>();
      Set<Integer> seen = new HashSet<>();
      List<Integer> open = List.of(job);
      for (int level = 0; level <= JOINS_DEEP_MAX && !open.isEmpty(); level++) {
        List<Integer> joins = new ArrayList<>();
        for (int from : open) {
          List<Integer> targets =
              edges.outgoing(graph, from).stream().map(Edge::target).filter(seen::add).toList();
          for (Node node : edges.nodes(graph, targets)) {
            String key = node.key();
            if (key == null) {
              joins.add(node.job());
            } else {
              keys.add(key);
            }
          }
        }
        open = joins;
      }
      return List.copyOf(keys);
    }

    private Map<Integer, Node> nodes(List<Edge> of) {
      Map<Integer, Node> nodes = new HashMap<>();
      List<Integer> numbers = of.stream().map(Edge::source).distinct().toList();
      edges.nodes(graph, numbers).forEach(node -> nodes.put(node.job(), node));
      return nodes;
    }

    private static List<Integer> joins(List<Edge> of, Map<Integer, Node> nodes) {
      List<Integer> joins = new ArrayList<>();
      of.stream()
          .map(Edge::source)
          .distinct()
          .filter(source -> isJoin(node(nodes, source)))
          .forEach(joins::add);
      return joins;
    }

    private static Node node(Map<Integer, Node> nodes, int job) {
      Node node = nodes.get(job);
      if (node == null) {
        throw new IllegalStateException("an edge leads to job " + job + ", which does not exist");
      }
      return node;
    }

    private static boolean isJoin(Node node) {
      return JobFlags.has(node.flags(), JobFlags.JOIN);
    }

    private static Why.Other other(Node node, EdgeRule rule) {
      String key = node.key();
      return new Why.Other(
          key == null ? "join " + node.job() : key, node.state(), node.flags(), rule);
    }

    private static Why.Other other(EdgeQueries.Remote remote) {
      return new Why.Other(
          "%s of graph %d".formatted(remote.key(), remote.graph()),
          remote.state(),
          remote.flags(),
          remote.rule());
    }

    private static DependencyView view(EdgeQueries.Remote remote) {
      return new DependencyView(
          remote.job(),
          remote.key(),
          DependencyKind.parse(remote.rule().kind().text()),
          condition(remote.rule()),
          States.of(remote.state()),
          shown(value(other(remote))),
          null,
          remote.graph());
    }

    private static DependencyValue shown(EdgeValue value) {
      return switch (value) {
        case OPEN -> DependencyValue.OPEN;
        case SATISFIED -> DependencyValue.SATISFIED;
        case BROKEN -> DependencyValue.BROKEN;
      };
    }

    private static EdgeValue value(Why.Other other) {
      return other.rule().value(JobFlags.effective(other.state(), other.flags()));
    }

    private static DependencyView view(
        Node node, EdgeRule rule, @Nullable Integer join, EdgeRule shown) {
      Why.Other other = other(node, rule);
      return new DependencyView(
          node.job(),
          other.key(),
          DependencyKind.parse(shown.kind().text()),
          condition(rule),
          States.of(node.state()),
          shown(value(other)),
          join);
    }

    private static Condition condition(EdgeRule rule) {
      return switch (rule.conditionText()) {
        case "succeeded" -> Condition.SUCCEEDED;
        case "failed" -> Condition.FAILED;
        case "ran" -> Condition.RAN;
        // The graph file can say no others.
        default -> Condition.FINISHED;
      };
    }
  }

  private static List<Requirements.Offer> offers(List<WorkerQueries.Kind> kinds) {
    return kinds.stream().map(LearnedForecast::offer).distinct().toList();
  }
}
