package croft.server.submit;

import croft.core.graph.Cycle;
import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.graph.Reach;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.BarrierSpec;
import croft.protocol.graphfile.Condition;
import croft.protocol.graphfile.DependencyKind;
import croft.protocol.graphfile.Edges;
import croft.protocol.graphfile.ExpandedFrom;
import croft.protocol.graphfile.Finalizer;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobKind;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.JoinSpec;
import croft.protocol.graphfile.Source;
import croft.protocol.problem.Place;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Wish;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns a graph file's jobs and dependencies into the core's graph: joins become hidden nodes, and
 * the jobs under the same set of barriers hang on one hidden gate, so that m barriers over n jobs
 * cost n + m edges instead of n × m.
 */
public final class GraphCompiler {
  /** Barriers in one graph: each job's set of them is a number of 64 bits. */
  public static final int BARRIERS_MAX = 64;

  private final GraphSpec spec;
  private final JobGraph.Builder builder = new JobGraph.Builder();
  private final int[] flags;
  private final List<Integer> joinFlags = new ArrayList<>();

  private GraphCompiler(GraphSpec spec) {
    this.spec = spec;
    this.flags = new int[spec.jobCount()];
  }

  /** What came of it. */
  public sealed interface Compiled {
    /**
     * The graph, without cycles.
     *
     * @param flags of each job and join
     * @param remotes which joins stand for jobs of other graphs
     */
    record Good(JobGraph edges, int[] flags, boolean[] inactive, List<RemoteNeed> remotes)
        implements Compiled {
      /** A graph that waits for no other. */
      public Good(JobGraph edges, int[] flags, boolean[] inactive) {
        this(edges, flags, inactive, List.of());
      }
    }

    /**
     * Some jobs wait for each other: each key waits for the one before it, the first for the last.
     */
    record Cyclic(List<String> keys) implements Compiled {}

    /**
     * The graph asks for what this server cannot do yet.
     *
     * @param places the first of them, {@link croft.protocol.Limits#PLACES_MAX} at most
     */
    record Unsupported(List<Place> places, int count) implements Compiled {}

    /** More barriers than a graph may have. */
    record TooManyBarriers(int count) implements Compiled {}
  }

  /** Compiles a graph that the file's reader found right. */
  public static Compiled compile(GraphSpec spec) {
    if (spec.barriers().size() > BARRIERS_MAX) {
      return new Compiled.TooManyBarriers(spec.barriers().size());
    }
    Compiled.Unsupported unsupported = Unsupported.of(spec);
    return unsupported.count() > 0 ? unsupported : new GraphCompiler(spec).compile();
  }

  private Compiled compile() {
    boolean[] inactive = new boolean[spec.jobCount()];
    for (int job = 0; job < spec.jobCount(); job++) {
      builder.job();
      inactive[job] = !spec.job(job).active();
      flags[job] = flags(spec.job(job));
    }
    for (BarrierSpec barrier : spec.barriers()) {
      flags[barrier.job()] |= JobFlags.BARRIER;
    }
    for (int job = 0; job < spec.jobCount(); job++) {
      addEdges(spec.dependencies(job), job);
    }
    for (JoinSpec join : spec.joins()) {
      int hidden = addJoin(join.atLeast());
      addEdges(join.members(), hidden);
      builder.edge(hidden, join.job(), EdgeRule.NEEDS_SUCCESS);
    }
    List<RemoteNeed> remotes = addRemotes();
    JobGraph edges = builder.build();
    int[] cycle = Cycle.find(edges);
    if (cycle.length == 0 && !spec.barriers().isEmpty()) {
      addGates(edges);
      edges = builder.build();
      cycle = Cycle.find(edges);
    }
    if (cycle.length > 0) {
      return new Compiled.Cyclic(keys(cycle));
    }
    int[] all = new int[edges.size()];
    boolean[] off = new boolean[edges.size()];
    System.arraycopy(flags, 0, all, 0, flags.length);
    System.arraycopy(inactive, 0, off, 0, inactive.length);
    for (int join = flags.length; join < all.length; join++) {
      all[join] = joinFlags.get(join - flags.length);
    }
    return new Compiled.Good(edges, all, off, remotes);
  }

  /** The properties of a job as its file says them, but for what it is to others. */
  public static int flags(JobSpec job) {
    int flags = job.allowFailure() ? JobFlags.ALLOW_FAILURE : 0;
    // Whatever takes no worker is held instead of ready, until the farm or someone decides it.
    flags |= job.kind() instanceof JobKind.Script ? 0 : JobFlags.BREAKPOINT;
    flags |= isReusable(job) ? JobFlags.REUSE | JobFlags.LOOK_UP : 0;
    return flags
        | switch (job.finalizer()) {
          case NO -> 0;
          case EACH_ENDING -> JobFlags.FINALIZER;
          case ONCE -> JobFlags.FINALIZER | JobFlags.ONCE;
        };
  }

  /**
   * Whether a job may take an equal one's result. Not one that adds jobs, nor one that cleans up
   * what this graph did, nor one whose branch may have moved since.
   */
  private static boolean isReusable(JobSpec job) {
    Source source = job.definition().source();
    return job.reuse()
        && job.kind() instanceof JobKind.Script
        && job.finalizer() == Finalizer.NO
        && job.definition().expand() == null
        && (source == null || isPinned(source));
  }

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private static boolean isPinned(Source source) {
    String revision = source.revision();
    return source.commit() != null || (revision != null && COMMIT.matcher(revision).matches());
  }

  private int addJoin(int k) {
    joinFlags.add(JobFlags.JOIN);
    return builder.join(k);
  }

  /** One join for each job of another graph and what is asked of it, whoever waits for it. */
  private List<RemoteNeed> addRemotes() {
    Map<String, Integer> joins = new HashMap<>();
    List<RemoteNeed> remotes = new ArrayList<>();
    for (croft.protocol.graphfile.RemoteNeed need : spec.remoteNeeds()) {
      EdgeRule rule = rule(need.kind(), need.condition());
      String same = need.graph() + " " + rule.code() + " " + need.key();
      Integer join = joins.get(same);
      if (join == null) {
        joinFlags.add(JobFlags.JOIN | JobFlags.REMOTE | JobFlags.REMOTE_OPEN);
        join = builder.join(1);
        joins.put(same, join);
        remotes.add(new RemoteNeed(join, need.graph(), need.key(), rule));
      }
      builder.edge(join, need.job(), EdgeRule.NEEDS_SUCCESS);
    }
    return remotes;
  }

  private void addEdges(Edges dependencies, int dependent) {
    for (int at = 0; at < dependencies.size(); at++) {
      builder.edge(
          dependencies.target(at),
          dependent,
          rule(dependencies.kind(at), dependencies.condition(at)));
    }
  }

  /** What an edge of a graph file asks for. */
  public static EdgeRule rule(DependencyKind kind, Condition condition) {
    return switch (kind) {
      case NEEDS -> EdgeRule.needs(states(condition));
      case AFTER -> EdgeRule.AFTER;
    };
  }

  /** A wish of a graph file, whose jobs are numbered as there. */
  static Wish wish(ExpandedFrom wish) {
    return new Wish(wish.maker(), wish.job(), wish.glob(), rule(wish.kind(), wish.condition()));
  }

  /**
   * A wish of a graph file.
   *
   * @param numbers the jobs' numbers in the graph by their index in the file
   */
  public static Wish wish(ExpandedFrom wish, int[] numbers) {
    return new Wish(
        wish.maker() == ExpandedFrom.EDIT ? Wish.EDIT : numbers[wish.maker()],
        numbers[wish.job()],
        wish.glob(),
        rule(wish.kind(), wish.condition()));
  }

  private static Set<JobState> states(Condition condition) {
    return switch (condition) {
      case SUCCEEDED -> EnumSet.of(JobState.SUCCEEDED);
      case FAILED -> EnumSet.of(JobState.FAILED);
      case RAN -> EnumSet.of(JobState.SUCCEEDED, JobState.FAILED);
      case FINISHED ->
          EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED);
    };
  }

  /** One gate for each set of barriers that some jobs lie under. */
  private void addGates(JobGraph edges) {
    long[] under = new long[spec.jobCount()];
    BitSet isBarrier = new BitSet();
    spec.barriers().forEach(barrier -> isBarrier.set(barrier.job()));
    JobGraph.Incoming incoming = edges.incoming();
    for (int number = 0; number < spec.barriers().size(); number++) {
      BarrierSpec barrier = spec.barriers().get(number);
      boolean[] ancestors = Reach.ancestors(edges, incoming, barrier.job());
      BitSet members = members(barrier);
      for (int job = 0; job < under.length; job++) {
        boolean exempt =
            isBarrier.get(job)
                || JobFlags.has(flags[job], JobFlags.FINALIZER)
                || ancestors[job]
                // An edge that the author wrote says more than the implicit one.
                || edges.edgeBetween(barrier.job(), job) >= 0;
        if (members.get(job) && !exempt) {
          under[job] |= 1L << number;
        }
      }
    }
    Map<Long, Integer> gates = new HashMap<>();
    for (int job = 0; job < under.length; job++) {
      if (under[job] != 0) {
        builder.edge(gates.computeIfAbsent(under[job], this::addGate), job, EdgeRule.BARRIER);
      }
    }
  }

  private int addGate(long barriers) {
    int gate = addJoin(Long.bitCount(barriers));
    for (int number = 0; number < spec.barriers().size(); number++) {
      if ((barriers & 1L << number) != 0) {
        builder.edge(spec.barriers().get(number).job(), gate, EdgeRule.BARRIER);
      }
    }
    return gate;
  }

  private BitSet members(BarrierSpec barrier) {
    BitSet members = new BitSet();
    int[] listed = barrier.members();
    if (listed == null) {
      members.set(0, spec.jobCount());
    } else {
      for (int job : listed) {
        members.set(job);
      }
    }
    return members;
  }

  private List<String> keys(int[] cycle) {
    List<String> keys = new ArrayList<>();
    for (int job : cycle) {
      if (job < spec.jobCount()) {
        keys.add(spec.job(job).key());
      }
    }
    return keys;
  }
}
