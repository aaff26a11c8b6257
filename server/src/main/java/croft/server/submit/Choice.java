package croft.server.submit;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.plan.Selection;
import croft.protocol.problem.Place;
import croft.server.farm.Submissions.Use;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs of a template are active in a graph made from it.
 *
 * <p>Without any choice: those that the file says. With one, the chosen jobs and all that these
 * need; finalizers stay as the file has them, as they belong to no part of the graph. What is
 * excepted is never active, and what cannot do without it becomes inactive with it, as for {@code
 * active: false} in a file.
 */
final class Choice {
  private final GraphSpec spec;
  private final Selection selection;
  private final GraphCompiler.Compiled.Good graph;
  private final List<Place> places = new ArrayList<>();

  private Choice(GraphSpec spec, GraphCompiler.Compiled.Good graph) {
    this.spec = spec;
    this.selection = new Selection(spec);
    this.graph = graph;
  }

  /** What came of it. */
  sealed interface Chosen {
    /** Whether each job, or join, is to be inactive. */
    @SuppressWarnings("ArrayRecordComponent") // a million jobs
    record Right(boolean[] inactive) implements Chosen {}

    /** What does not fit. */
    record Wrong(List<Place> places) implements Chosen {}
  }

  static Chosen of(Use use, GraphSpec spec, GraphCompiler.Compiled.Good graph) {
    return new Choice(spec, graph).choose(use);
  }

  private Chosen choose(Use use) {
    BitSet active = new BitSet();
    Set<String> keys = use.keys();
    boolean free = use.only().isEmpty() && use.onlyWhere() == null && keys == null;
    for (int job = 0; job < spec.jobCount(); job++) {
      active.set(job, !graph.inactive()[job] && (free || isFinalizer(job)));
    }
    BitSet except = matching("except", use.except());
    except.or(where("exceptWhere", use.exceptWhere()));
    if (!free) {
      BitSet chosen = matching("only", use.only());
      chosen.or(where("onlyWhere", use.onlyWhere()));
      if (use.only().isEmpty() && use.onlyWhere() == null) {
        chosen.set(0, spec.jobCount());
      }
      if (keys != null) {
        for (int job = 0; job < spec.jobCount(); job++) {
          if (!keys.contains(spec.job(job).key())) {
            chosen.clear(job);
          }
        }
      }
      if (chosen.isEmpty() && places.isEmpty()) {
        places.add(
            new Place(
                keys == null ? "only" : "again or failedOf", "no job of the template is chosen"));
      }
      takeAlong(chosen, except);
      active.or(chosen);
    }
    active.andNot(except);
    if (!places.isEmpty()) {
      return new Chosen.Wrong(places);
    }
    boolean[] inactive = new boolean[graph.edges().size()];
    for (int job = 0; job < spec.jobCount(); job++) {
      inactive[job] = !active.get(job);
    }
    return new Chosen.Right(inactive);
  }

  private boolean isFinalizer(int job) {
    return JobFlags.has(graph.flags()[job], JobFlags.FINALIZER);
  }

  private BitSet where(String what, @Nullable String expression) {
    BitSet all = new BitSet();
    if (expression == null) {
      return all;
    }
    switch (selection.where(expression)) {
      case Selection.Selected.Wrong(String message) -> places.add(new Place(what, message));
      case Selection.Selected.Keys(List<String> found) -> {
        Set<String> keys = new HashSet<>(found);
        for (int job = 0; job < spec.jobCount(); job++) {
          all.set(job, keys.contains(spec.job(job).key()));
        }
        if (all.isEmpty()) {
          places.add(new Place(what, "it is true of no job of the template"));
        }
      }
    }
    return all;
  }

  private BitSet matching(String what, List<String> patterns) {
    BitSet all = new BitSet();
    for (int at = 0; at < patterns.size(); at++) {
      Glob glob = new Glob(patterns.get(at));
      boolean found = false;
      for (int job = 0; job < spec.jobCount(); job++) {
        if (glob.matches(spec.job(job).key())) {
          all.set(job);
          found = true;
        }
      }
      if (!found) {
        places.add(
            new Place(
                what + "[" + at + "]",
                "no job of the template matches '" + patterns.get(at) + "'"));
      }
    }
    return all;
  }

  /** Adds all that is needed, through joins too, but nothing behind what is excepted. */
  private void takeAlong(BitSet chosen, BitSet except) {
    JobGraph edges = graph.edges();
    JobGraph.Incoming incoming = edges.incoming();
    int[] stack = new int[edges.size()];
    int depth = 0;
    for (int job = chosen.nextSetBit(0); job >= 0; job = chosen.nextSetBit(job + 1)) {
      stack[depth++] = job;
    }
    while (depth > 0) {
      int job = stack[--depth];
      for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
        int source = incoming.source(slot);
        if (edges.rule(incoming.edge(slot)).kind() == EdgeRule.Kind.NEEDS
            && !chosen.get(source)
            && !except.get(source)) {
          chosen.set(source);
          stack[depth++] = source;
        }
      }
    }
  }
}
