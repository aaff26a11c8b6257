package croft.testing.model;

import croft.core.job.RetryPolicy;
import croft.testing.model.FarmGraph.Edge;
import croft.testing.model.FarmGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A graph and what happens to it: enough to tell it again. */
record Story(FarmGraph graph, List<Step> steps) {
  /** How a story ended where the system and the model parted. */
  record Fault(String message, String log, int steps, Throwable cause) {}

  Story {
    steps = List.copyOf(steps);
  }

  /** Tells it. Returns where the system fails. */
  Optional<Fault> tellTo(SystemUnderTest.Factory factory) {
    StringBuilder log = new StringBuilder();
    int told = 0;
    try (StoryRun run = new StoryRun(graph, factory)) {
      try {
        for (Step step : steps) {
          told++;
          run.tell(step);
        }
      } finally {
        log.append(run.log());
      }
      return Optional.empty();
    } catch (AssertionError | RuntimeException fault) {
      return Optional.of(
          new Fault(String.valueOf(fault.getMessage()), log.toString(), told, fault));
    }
  }

  /**
   * The shortest story that is found to fail still, by leaving things out.
   *
   * @param triesMax how often a shorter one may be told
   */
  Story shrunk(SystemUnderTest.Factory factory, int triesMax) {
    Story best = tellTo(factory).map(fault -> upTo(fault.steps())).orElse(this);
    int tries = 0;
    boolean shorter = true;
    while (shorter) {
      shorter = false;
      for (Story candidate : best.shorter()) {
        if (tries++ >= triesMax) {
          return best;
        }
        Optional<Fault> fault = candidate.tellTo(factory);
        if (fault.isPresent()) {
          best = candidate.upTo(fault.get().steps());
          shorter = true;
          break;
        }
      }
    }
    return best;
  }

  private Story upTo(int count) {
    return new Story(graph, steps.subList(0, count));
  }

  private List<Story> shorter() {
    List<Story> shorter = new ArrayList<>();
    for (int size = steps.size() / 2; size >= 1; size /= 2) {
      for (int from = 0; from + size <= steps.size(); from += size) {
        List<Step> kept = new ArrayList<>(steps.subList(0, from));
        kept.addAll(steps.subList(from + size, steps.size()));
        shorter.add(new Story(graph, kept));
      }
    }
    for (Node node : graph.nodes()) {
      if (steps.stream().noneMatch(step -> names(step).contains(node.name()))) {
        shorter.add(new Story(graph.without(node), steps));
      }
    }
    for (Edge edge : graph.edges()) {
      shorter.add(new Story(graph.without(edge), steps));
    }
    for (Node node : graph.nodes()) {
      node.marks().stream()
          .filter(mark -> mark != FarmGraph.Mark.FINALIZER)
          .forEach(
              mark -> {
                Set<FarmGraph.Mark> marks = new java.util.HashSet<>(node.marks());
                marks.remove(mark);
                shorter.add(with(new Node(node.name(), node.atLeast(), marks, node.retry())));
              });
      if (!node.retry().equals(RetryPolicy.DEFAULT)) {
        shorter.add(with(new Node(node.name(), node.atLeast(), node.marks(), RetryPolicy.DEFAULT)));
      }
    }
    for (int at = 0; at < steps.size(); at++) {
      if (steps.get(at) instanceof Step.Batch(List<Step.Report> reports, List<Step.Claim> claims)) {
        for (int report = 0; report < reports.size(); report++) {
          shorter.add(with(at, new Step.Batch(without(reports, report), claims)));
        }
        for (int claim = 0; claim < claims.size(); claim++) {
          shorter.add(with(at, new Step.Batch(reports, without(claims, claim))));
        }
      }
      if (steps.get(at)
          instanceof Step.Edit(List<Step.Change> changes, List<Step.Command> commands)) {
        for (int change = 0; change < changes.size(); change++) {
          shorter.add(with(at, new Step.Edit(without(changes, change), commands)));
        }
        for (int command = 0; command < commands.size(); command++) {
          shorter.add(with(at, new Step.Edit(changes, without(commands, command))));
        }
      }
    }
    return shorter;
  }

  private Story with(Node node) {
    return new Story(graph.with(node), steps);
  }

  private Story with(int at, Step step) {
    List<Step> changed = new ArrayList<>(steps);
    changed.set(at, step);
    return new Story(graph, changed);
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> kept = new ArrayList<>(list);
    kept.remove(index);
    return kept;
  }

  /** The jobs that a step names. */
  static Set<String> names(Step step) {
    return switch (step) {
      case Step.Batch(List<Step.Report> reports, _) ->
          reports.stream()
              .map(Step.Report::job)
              .collect(java.util.stream.Collectors.toUnmodifiableSet());
      case Step.EndSession(_), Step.CancelGraph(), Step.Start(), Step.Pause(_) -> Set.of();
      case Step.Cancel(String job) -> Set.of(job);
      case Step.Hold(String job, _) -> Set.of(job);
      case Step.Rerun(Set<String> jobs, _) -> jobs;
      case Step.Activate(String job) -> Set.of(job);
      case Step.Deactivate(String job) -> Set.of(job);
      case Step.Waive(String job, _) -> Set.of(job);
      case Step.Decide(String job, _) -> Set.of(job);
      case Step.Expire(String job) -> Set.of(job);
      case Step.Edit edit -> editNames(edit);
    };
  }

  private static Set<String> editNames(Step.Edit edit) {
    Set<String> names = new java.util.HashSet<>();
    for (Step.Change change : edit.changes()) {
      switch (change) {
        case Step.Add(Node node, List<Edge> edges) -> {
          names.add(node.name());
          edges.forEach(edge -> names.add(edge.from()));
        }
        case Step.Remove(String job) -> names.add(job);
        case Step.Replace(String job, _) -> names.add(job);
        case Step.Link(Edge edge) -> {
          names.add(edge.from());
          names.add(edge.to());
        }
        case Step.Unlink(String from, String to) -> {
          names.add(from);
          names.add(to);
        }
      }
    }
    edit.commands().forEach(command -> names.addAll(names(command)));
    return names;
  }
}
