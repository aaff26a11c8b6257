package croft.testing.conformance;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.testing.conformance.GitlabConfig.Job;
import croft.testing.conformance.GitlabConfig.When;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A CI configuration as a graph of Croft. Each job is one job; {@code needs} become needs, stages
 * become barrier edges (an inactive job holds up no later stage), "one of them failed" becomes a
 * join. Optional manual jobs are inactive, blocking ones are held. docs/conformance.md has the
 * table.
 *
 * @param flags of each job and join
 * @param inactive whether each job starts inactive
 */
record GitlabGraph(JobGraph edges, int[] flags, boolean[] inactive) {
  private static final Set<JobState> ANY_END =
      EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED);

  /** The place of {@link EdgeRule.Kind#BARRIER} in {@link EdgeRule#code()}. */
  private static final int BARRIER = EdgeRule.BARRIER.code() & ~0b1111;

  static GitlabGraph of(GitlabConfig config) {
    return new Translation(config).graph();
  }

  private static final class Translation {
    private final GitlabConfig config;
    private final JobGraph.Builder builder = new JobGraph.Builder();
    private final Map<String, Integer> numbers = new HashMap<>();

    Translation(GitlabConfig config) {
      this.config = config;
      for (Job job : config.jobs()) {
        numbers.put(job.name(), builder.job());
      }
    }

    GitlabGraph graph() {
      for (Job job : config.jobs()) {
        boolean dag = job.needs() != null;
        switch (job.when()) {
          case ON_SUCCESS, MANUAL, DELAYED -> onSuccess(job, dag);
          case ON_FAILURE -> onFailure(job, dag);
          case ALWAYS -> always(job, dag);
          case NEVER -> {}
        }
      }
      JobGraph edges = builder.build();
      int[] flags = new int[edges.size()];
      boolean[] inactive = new boolean[edges.size()];
      for (int node = 0; node < flags.length; node++) {
        if (node >= config.jobs().size()) {
          flags[node] = JobFlags.JOIN;
          continue;
        }
        Job job = config.jobs().get(node);
        flags[node] =
            (job.allowFailure() ? JobFlags.ALLOW_FAILURE : 0) | (job.isHeld() ? JobFlags.HOLD : 0);
        inactive[node] = job.isOptional();
      }
      return new GitlabGraph(edges, flags, inactive);
    }

    private void onSuccess(Job job, boolean dag) {
      for (Job other : waitsFor(job)) {
        Set<JobState> condition = wellEnds(other);
        if (!dag) {
          condition.add(JobState.SKIPPED);
        }
        edge(other, number(job), dag ? EdgeRule.needs(condition) : barrier(condition));
      }
    }

    private void onFailure(Job job, boolean dag) {
      for (Job other : waitsFor(job)) {
        // A need that never ran leaves its dependents unrun, also those that wait for a failure.
        Set<JobState> ran = EnumSet.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);
        edge(other, number(job), dag ? EdgeRule.needs(ran) : barrier(ANY_END));
      }
      int failed = anyFailed(job);
      builder.edge(failed, number(job), EdgeRule.NEEDS_SUCCESS);
    }

    /** Unless something was cancelled and nothing failed; with needs, also when one never runs. */
    private void always(Job job, boolean dag) {
      if (waitsFor(job).isEmpty()) {
        return;
      }
      int over = builder.join(-1);
      for (Job other : dag ? ancestors(job) : waitsFor(job)) {
        edge(other, over, EdgeRule.AFTER);
      }
      int uncancelled = builder.join(-1);
      for (Job other : waitsFor(job)) {
        Set<JobState> condition = EnumSet.copyOf(ANY_END);
        condition.remove(JobState.CANCELLED);
        condition.addAll(wellEnds(other));
        edge(other, uncancelled, barrier(condition));
        if (!dag) {
          edge(other, number(job), barrier(ANY_END));
        }
      }
      int good = builder.join(1);
      builder.edge(uncancelled, good, EdgeRule.NEEDS_SUCCESS);
      builder.edge(anyFailed(job), good, EdgeRule.NEEDS_SUCCESS);
      int decided = builder.join(-1);
      builder.edge(over, decided, EdgeRule.NEEDS_SUCCESS);
      builder.edge(good, decided, EdgeRule.NEEDS_SUCCESS);
      int start = builder.join(1);
      builder.edge(decided, start, EdgeRule.NEEDS_SUCCESS);
      for (Job other : dag ? waitsFor(job) : List.<Job>of()) {
        edge(other, start, EdgeRule.needs(EnumSet.of(JobState.SKIPPED)));
      }
      builder.edge(start, number(job), EdgeRule.NEEDS_SUCCESS);
    }

    /**
     * A join of one over all that a job waits for. Its last member never succeeds: with it the join
     * does not lack members when all others are inactive, and so takes nothing along.
     */
    private int anyFailed(Job job) {
      int join = builder.join(1);
      for (Job other : waitsFor(job)) {
        edge(other, join, EdgeRule.needs(EnumSet.of(JobState.FAILED)));
      }
      builder.edge(builder.join(1), join, EdgeRule.NEEDS_SUCCESS);
      return join;
    }

    /** How a job can end so that others count it as well. */
    private static Set<JobState> wellEnds(Job job) {
      // Croft lets an allowed failure count as success; here a cancel may, too.
      return job.allowFailure()
          ? EnumSet.of(JobState.SUCCEEDED, JobState.CANCELLED)
          : EnumSet.of(JobState.SUCCEEDED);
    }

    private void edge(Job from, int to, EdgeRule rule) {
      builder.edge(number(from), to, rule);
    }

    private static EdgeRule barrier(Set<JobState> condition) {
      return EdgeRule.ofCode(BARRIER | (EdgeRule.needs(condition).code() & 0b1111));
    }

    private List<Job> waitsFor(Job job) {
      List<Job> jobs = new ArrayList<>();
      for (String name : new java.util.LinkedHashSet<>(config.waitsFor(job))) {
        jobs.add(config.jobs().get(number(name)));
      }
      return jobs;
    }

    private List<Job> ancestors(Job job) {
      Set<Job> found = new java.util.LinkedHashSet<>();
      List<Job> left = new ArrayList<>(waitsFor(job));
      Set<Job> seen = new HashSet<>();
      while (!left.isEmpty()) {
        Job next = left.removeLast();
        if (seen.add(next)) {
          found.add(next);
          left.addAll(waitsFor(next));
        }
      }
      return List.copyOf(found);
    }

    private int number(Job job) {
      return number(job.name());
    }

    private int number(String name) {
      return Objects.requireNonNull(numbers.get(name), name);
    }
  }

  /** Whether a job waits for a person, or for time. */
  static String tag(Job job) {
    return job.when() == When.DELAYED ? "delayed" : "";
  }
}
