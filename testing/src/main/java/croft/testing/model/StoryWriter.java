package croft.testing.model;

import croft.core.graph.EdgeRule;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.RetryPolicy;
import croft.testing.model.FarmGraph.Edge;
import croft.testing.model.FarmGraph.Mark;
import croft.testing.model.FarmGraph.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes up graphs, and steps that have a fair chance of meaning something where things stand. */
final class StoryWriter {
  private static final int JOBS_MAX = 15;
  private static final int WORKERS = 3;
  private static final JobState[] FINAL = {
    JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED
  };

  private final Random random;
  private final Set<Feature> features;

  /** Some stories lose workers all the time, so that jobs are poisoned. */
  private final boolean lossy;

  private final List<Node> nodes = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private int added;

  /** Joins that may wait for finalizers, so that only finalizers may wait for them. */
  private final Set<String> afterFinalizers = new HashSet<>();

  StoryWriter(Random random, Set<Feature> features) {
    this.random = random;
    this.features = features;
    this.lossy = features.contains(Feature.LOSSES) && chance(0.2);
  }

  // ---------------------------------------------------------------- a graph

  /** A graph; call it once. */
  FarmGraph graph() {
    int size = 1 + random.nextInt(JOBS_MAX);
    int finalizers = can(Feature.FINALIZERS) ? random.nextInt(4) - 1 : 0;
    for (int number = 0; number < size; number++) {
      boolean finalizer = number >= size - finalizers;
      Node job =
          new Node(String.valueOf((char) ('a' + number)), -1, marks(finalizer), retryPolicy());
      List<Node> earlier = new ArrayList<>(nodes);
      if (can(Feature.JOINS) && !earlier.isEmpty() && chance(0.3)) {
        earlier.add(join("join" + (nodes.size() + 1), finalizer));
      }
      nodes.add(job);
      connect(earlier, job, random.nextInt(4));
    }
    if (can(Feature.BARRIERS) && chance(0.3)) {
      barrier();
    }
    List<Node> numbered = new ArrayList<>(nodes);
    Collections.shuffle(numbered, random);
    return new FarmGraph(numbered, edges, can(Feature.DRAFT) && chance(0.15));
  }

  private Set<Mark> marks(boolean finalizer) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (finalizer) {
      marks.add(Mark.FINALIZER);
      if (chance(0.3)) {
        marks.add(Mark.ONCE);
      }
    }
    if (can(Feature.INACTIVE) && chance(0.12)) {
      marks.add(Mark.INACTIVE);
    }
    if (can(Feature.BREAKPOINT) && chance(0.12)) {
      marks.add(Mark.BREAKPOINT);
    }
    if (chance(0.15)) {
      marks.add(Mark.ALLOW_FAILURE);
    }
    return marks;
  }

  private RetryPolicy retryPolicy() {
    if (chance(0.4)) {
      return RetryPolicy.DEFAULT;
    }
    Set<RetryPolicy.Cause> on = EnumSet.noneOf(RetryPolicy.Cause.class);
    for (RetryPolicy.Cause cause : RetryPolicy.Cause.values()) {
      if (chance(cause == RetryPolicy.Cause.LOST ? 0.7 : 0.5)) {
        on.add(cause);
      }
    }
    return new RetryPolicy(1 + random.nextInt(5), on, Duration.ZERO, Duration.ZERO);
  }

  private Node join(String name, boolean forFinalizer) {
    int members = 1 + random.nextInt(4);
    List<Node> earlier = new ArrayList<>(nodes);
    Node join = new Node(name, 0, Set.of(), RetryPolicy.DEFAULT);
    int before = edges.size();
    connect(earlier, join, members, forFinalizer);
    int found = edges.size() - before;
    // "None of them" is legal and always satisfied; rare, so that joins mean something.
    int atLeast = found == 0 || chance(0.03) ? 0 : 1 + random.nextInt(found);
    Node sized = new Node(name, atLeast, Set.of(), RetryPolicy.DEFAULT);
    if (forFinalizer) {
      afterFinalizers.add(name);
    }
    nodes.add(sized);
    return sized;
  }

  private void connect(List<Node> earlier, Node to, int count) {
    connect(earlier, to, count, to.is(Mark.FINALIZER));
  }

  private void connect(List<Node> earlier, Node to, int count, boolean mayWaitForFinalizers) {
    List<Node> sources = new ArrayList<>(earlier);
    Collections.shuffle(sources, random);
    int left = count;
    for (Node from : sources) {
      boolean forFinalizers = from.is(Mark.FINALIZER) || afterFinalizers.contains(from.name());
      if (left == 0) {
        return;
      }
      if (!forFinalizers || mayWaitForFinalizers) {
        edges.add(new Edge(from.name(), to.name(), rule(from)));
        left--;
      }
    }
  }

  private EdgeRule rule(Node from) {
    int roll = random.nextInt(100);
    if (roll < (from.isJoin() ? 85 : 60)) {
      return EdgeRule.NEEDS_SUCCESS;
    }
    if (roll < 90 && !from.isJoin()) {
      Set<JobState> condition = EnumSet.of(FINAL[random.nextInt(FINAL.length)]);
      for (JobState state : FINAL) {
        if (chance(0.4)) {
          condition.add(state);
        }
      }
      return EdgeRule.needs(condition);
    }
    return EdgeRule.AFTER;
  }

  /** One gate over one or two smoketests, before all that is not waited for by them. */
  private void barrier() {
    List<Node> jobs =
        new ArrayList<>(
            nodes.stream().filter(node -> !node.isJoin() && !node.is(Mark.FINALIZER)).toList());
    Collections.shuffle(jobs, random);
    List<Node> barriers = jobs.subList(0, Math.min(jobs.size(), 1 + random.nextInt(2)));
    Set<String> above = new HashSet<>();
    barriers.forEach(barrier -> above.add(barrier.name()));
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Edge edge : edges) {
        grows |= above.contains(edge.to()) && above.add(edge.from());
      }
    }
    Node gate = new Node("gate", barriers.size(), Set.of(), RetryPolicy.DEFAULT);
    nodes.add(gate);
    for (Node barrier : barriers) {
      edges.add(new Edge(barrier.name(), gate.name(), EdgeRule.BARRIER));
    }
    for (Node job : jobs) {
      if (!above.contains(job.name())) {
        edges.add(new Edge(gate.name(), job.name(), EdgeRule.BARRIER));
      }
    }
  }

  // ---------------------------------------------------------------- a step

  /**
   * A step for where the model stands.
   *
   * @param jobs the names of all jobs
   */
  Step step(FarmModel model, List<String> jobs) {
    if (jobs.isEmpty()) {
      return edit(model);
    }
    if (model.isDraft() && chance(0.2)) {
      return new Step.Start();
    }
    if (lossy && chance(0.3)) {
      return new Step.EndSession(random.nextInt(WORKERS));
    }
    int roll = random.nextInt(100);
    if (roll < 60) {
      return batch(model, jobs);
    }
    if (roll < 65) {
      return can(Feature.LOSSES)
          ? new Step.EndSession(random.nextInt(WORKERS))
          : batch(model, jobs);
    }
    Feature feature = COMMANDS[random.nextInt(COMMANDS.length)];
    return can(feature) ? command(feature, model, jobs) : batch(model, jobs);
  }

  /** As often as each is to be chosen. */
  private static final Feature[] COMMANDS = {
    Feature.CANCEL,
    Feature.CANCEL,
    Feature.HOLD,
    Feature.HOLD,
    Feature.RERUN,
    Feature.RERUN,
    Feature.RERUN,
    Feature.RERUN,
    Feature.ACTIVATE,
    Feature.ACTIVATE,
    Feature.ACTIVATE,
    Feature.WAIVE,
    Feature.BREAKPOINT,
    Feature.BREAKPOINT,
    Feature.EXPIRE,
    Feature.PAUSE,
    Feature.DRAFT,
    Feature.EDIT,
    Feature.EDIT,
    Feature.EDIT,
    Feature.EDIT
  };

  private Step command(Feature feature, FarmModel model, List<String> jobs) {
    return switch (feature) {
      case CANCEL ->
          chance(0.25)
              ? new Step.CancelGraph()
              : new Step.Cancel(
                  pick(
                      model,
                      jobs,
                      JobState.RUNNING,
                      JobState.READY,
                      JobState.BLOCKED,
                      JobState.HELD));
      case HOLD ->
          new Step.Hold(
              pick(model, jobs, JobState.HELD, JobState.READY, JobState.BLOCKED), chance(0.5));
      case RERUN -> rerun(model, jobs);
      case ACTIVATE ->
          chance(0.6)
              ? new Step.Activate(pick(model, jobs, JobState.INACTIVE))
              : new Step.Deactivate(pick(model, jobs, JobState.BLOCKED, JobState.READY));
      case WAIVE -> new Step.Waive(pick(model, jobs, JobState.FAILED), chance(0.7));
      case BREAKPOINT -> {
        JobState[] decisions = {JobState.SUCCEEDED, JobState.FAILED, JobState.SKIPPED};
        yield new Step.Decide(
            pick(model, jobs, JobState.HELD), decisions[random.nextInt(decisions.length)]);
      }
      case EXPIRE ->
          new Step.Expire(pick(model, jobs, JobState.BLOCKED, JobState.READY, JobState.HELD));
      case PAUSE -> new Step.Pause(chance(0.4));
      case DRAFT -> new Step.Start();
      case EDIT -> edit(model);
      case INACTIVE, JOINS, BARRIERS, FINALIZERS, BAD_REPORTS, LOSSES -> batch(model, jobs);
    };
  }

  /**
   * Up to a handful of changes, mostly such as are allowed, and now and then commands with them.
   */
  private Step edit(FarmModel model) {
    FarmGraph now = model.graph();
    List<Step.Change> changes = new ArrayList<>();
    do {
      changes.add(change(model, now));
    } while (chance(0.5));
    List<String> jobs = now.jobs();
    List<Step.Command> commands = new ArrayList<>();
    Set<String> named = new HashSet<>();
    while (!jobs.isEmpty() && chance(0.3)) {
      Feature[] kinds = {Feature.RERUN, Feature.ACTIVATE, Feature.HOLD, Feature.WAIVE};
      Feature kind = kinds[random.nextInt(kinds.length)];
      if (can(kind)
          && command(kind, model, jobs) instanceof Step.Command command
          // An edit says one thing of a job.
          && Collections.disjoint(named, Story.names(command))) {
        named.addAll(Story.names(command));
        commands.add(command);
      }
    }
    return new Step.Edit(changes, commands);
  }

  private Step.Change change(FarmModel model, FarmGraph now) {
    List<String> jobs = now.jobs();
    int roll = random.nextInt(100);
    if (roll < 35 || jobs.isEmpty()) {
      return add(now);
    }
    if (roll < 50 && jobs.size() > 1) {
      return new Step.Remove(pick(model, jobs, JobState.BLOCKED, JobState.SKIPPED, JobState.READY));
    }
    if (roll < 65) {
      String name = jobs.get(random.nextInt(jobs.size()));
      boolean finalizer = now.nodes().get(now.number(name)).is(Mark.FINALIZER);
      Set<Mark> marks = marks(finalizer);
      marks.remove(Mark.INACTIVE);
      return new Step.Replace(name, marks);
    }
    if (roll < 85 || now.edges().isEmpty()) {
      return link(now, pick(model, jobs, JobState.BLOCKED, JobState.SKIPPED, JobState.HELD));
    }
    Edge edge = now.edges().get(random.nextInt(now.edges().size()));
    return new Step.Unlink(edge.from(), edge.to());
  }

  private Step.Add add(FarmGraph now) {
    boolean finalizer = can(Feature.FINALIZERS) && chance(0.1);
    String name = "new" + ++added;
    Node job = new Node(name, -1, marks(finalizer), RetryPolicy.DEFAULT);
    List<Edge> waitsFor = new ArrayList<>();
    int count = random.nextInt(4);
    List<Node> sources = new ArrayList<>(now.nodes());
    Collections.shuffle(sources, random);
    for (Node from : sources) {
      boolean forFinalizers = from.is(Mark.FINALIZER) || isAfterFinalizers(now, from.name());
      if (waitsFor.size() < count
          && !from.name().startsWith("gate")
          && (finalizer || !forFinalizers)) {
        waitsFor.add(new Edge(from.name(), name, rule(from)));
      }
    }
    return new Step.Add(job, waitsFor);
  }

  private Step.Link link(FarmGraph now, String to) {
    boolean finalizer = now.nodes().get(now.number(to)).is(Mark.FINALIZER);
    List<Node> sources =
        new ArrayList<>(
            now.nodes().stream()
                .filter(
                    node ->
                        finalizer
                            || !(node.is(Mark.FINALIZER) || isAfterFinalizers(now, node.name())))
                .toList());
    Node from =
        sources.isEmpty() ? now.nodes().getFirst() : sources.get(random.nextInt(sources.size()));
    return new Step.Link(new Edge(from.name(), to, rule(from)));
  }

  private static boolean isAfterFinalizers(FarmGraph graph, String name) {
    for (Edge edge : graph.edges()) {
      if (edge.to().equals(name)
          && (graph.nodes().get(graph.number(edge.from())).is(Mark.FINALIZER)
              || isAfterFinalizers(graph, edge.from()))) {
        return true;
      }
    }
    return false;
  }

  private Step rerun(FarmModel model, List<String> jobs) {
    Set<String> targets = new HashSet<>();
    do {
      targets.add(pick(model, jobs, FINAL));
    } while (chance(0.25));
    return new Step.Rerun(targets, chance(0.5));
  }

  private Step batch(FarmModel model, List<String> jobs) {
    List<Step.Report> reports = new ArrayList<>();
    for (String job : model.jobsIn(JobState.RUNNING)) {
      if (chance(0.5)) {
        reports.add(new Step.Report(job, 0, Step.Fence.RIGHT, outcome()));
      }
    }
    Collections.shuffle(reports, random);
    if (can(Feature.BAD_REPORTS)) {
      while (chance(0.25)) {
        Step.Report bad = badReport(reports, jobs);
        reports.add(random.nextInt(reports.size() + 1), bad);
      }
    }
    List<Step.Claim> claims = new ArrayList<>();
    while (chance(0.55)) {
      claims.add(new Step.Claim(random.nextInt(WORKERS), 1 + random.nextInt(4)));
    }
    return new Step.Batch(reports, claims);
  }

  private Step.Report badReport(List<Step.Report> reports, List<String> jobs) {
    if (!reports.isEmpty() && chance(0.5)) {
      Step.Report one = reports.get(random.nextInt(reports.size()));
      return chance(0.6) ? one : new Step.Report(one.job(), one.back(), one.fence(), outcome());
    }
    Step.Fence[] fences = Step.Fence.values();
    return new Step.Report(
        jobs.get(random.nextInt(jobs.size())),
        random.nextInt(3),
        chance(0.5) ? Step.Fence.RIGHT : fences[random.nextInt(fences.length)],
        outcome());
  }

  private Outcome outcome() {
    int roll = random.nextInt(100);
    if (roll < 55) {
      return new Outcome.Succeeded();
    }
    if (roll < 78) {
      return new Outcome.Failed(1 + random.nextInt(2));
    }
    if (roll < 84) {
      return new Outcome.TimedOut();
    }
    if (roll < 90) {
      return new Outcome.WorkerStopped();
    }
    return roll < 97 ? new Outcome.Cancelled() : new Outcome.Refused();
  }

  /** Mostly a job in one of these states, else any. */
  private String pick(FarmModel model, List<String> jobs, JobState... states) {
    List<String> fitting = new ArrayList<>();
    for (JobState state : states) {
      fitting.addAll(model.jobsIn(state));
    }
    List<String> from = fitting.isEmpty() || chance(0.15) ? jobs : fitting;
    return from.get(random.nextInt(from.size()));
  }

  private boolean can(Feature feature) {
    return features.contains(feature);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
