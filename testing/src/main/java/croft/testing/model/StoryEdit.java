package croft.testing.model;

import croft.core.graph.Cycle;
import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A story's edit, put to the core. */
final class StoryEdit {
  private final GraphEdit edit;
  private final Function<String, @Nullable Integer> numbers;
  private final Map<String, Integer> news = new HashMap<>();
  private final List<FarmGraph.Node> added = new ArrayList<>();

  StoryEdit(GraphRun run, Function<String, @Nullable Integer> numbers) {
    this.edit = new GraphEdit(run, run.graph().incoming());
    this.numbers = numbers;
  }

  GraphEdit edit() {
    return edit;
  }

  /** The new jobs and joins in the order of their numbers. */
  List<FarmGraph.Node> added() {
    return added;
  }

  /** The numbers of the jobs and joins that are gone. */
  BitSet removed() {
    return edit.removed();
  }

  /** The changes of the edit without its commands; null if they are not allowed. */
  @Nullable GraphRun apply(Step.Edit story) {
    JobGraph now = changed(story);
    return now == null ? null : edit.apply(now);
  }

  /** The graph with the changes; null if they are not allowed. */
  @Nullable JobGraph changed(Step.Edit story) {
    List<Integer> again = new ArrayList<>();
    for (Step.Command command : story.commands()) {
      if (command instanceof Step.Rerun(Set<String> jobs, _)) {
        jobs.forEach(job -> addIfThere(again, job));
      }
    }
    for (Step.Change change : story.changes()) {
      if (change instanceof Step.Replace(String job, _)) {
        addIfThere(again, job);
      }
    }
    edit.runsAgain(again);
    for (Step.Change change : story.changes()) {
      if (!apply(change)) {
        return null;
      }
    }
    JobGraph now = edit.graph();
    return edit.orphans(1).isEmpty() && Cycle.find(now).length == 0 ? now : null;
  }

  private void addIfThere(List<Integer> jobs, String name) {
    Integer job = number(name);
    if (job != null) {
      jobs.add(job);
    }
  }

  private boolean apply(Step.Change change) {
    return switch (change) {
      case Step.Add(FarmGraph.Node node, List<FarmGraph.Edge> edges) -> {
        if (number(node.name()) != null) {
          yield false;
        }
        int job = edit.addJob(flags(node.marks()), node.is(FarmGraph.Mark.INACTIVE));
        news.put(node.name(), job);
        added.add(node);
        yield edges.stream().allMatch(edge -> link(edge.from(), job, edge.rule()));
      }
      case Step.Remove(String name) -> {
        Integer job = number(name);
        if (job == null || isJoin(job) || !edit.canRemove(job)) {
          yield false;
        }
        edit.remove(job);
        yield true;
      }
      case Step.Replace(String name, Set<FarmGraph.Mark> marks) -> {
        Integer job = number(name);
        if (job == null || isJoin(job)) {
          yield false;
        }
        edit.replace(job, flags(marks));
        yield true;
      }
      case Step.Link(FarmGraph.Edge edge) -> {
        Integer to = number(edge.to());
        yield to != null && !isJoin(to) && edit.canRelink(to) && link(edge.from(), to, edge.rule());
      }
      case Step.Unlink(String from, String to) -> {
        Integer source = number(from);
        Integer target = number(to);
        yield source != null
            && target != null
            && !isJoin(target)
            && edit.canRelink(target)
            && edit.unlink(source, target);
      }
    };
  }

  private boolean link(String from, int to, EdgeRule rule) {
    Integer source = number(from);
    if (source != null) {
      edit.link(source, to, rule);
    }
    return source != null;
  }

  private boolean isJoin(int job) {
    return JobFlags.has(edit.flags(job), JobFlags.JOIN);
  }

  private @Nullable Integer number(String name) {
    Integer job = news.containsKey(name) ? news.get(name) : numbers.apply(name);
    return job != null && edit.exists(job) ? job : null;
  }

  /** A node's properties as flags. */
  static int flags(Set<FarmGraph.Mark> marks) {
    return new FarmGraph(
            List.of(new FarmGraph.Node("n", -1, marks, croft.core.job.RetryPolicy.DEFAULT)),
            List.of())
        .flags()[0];
  }
}
