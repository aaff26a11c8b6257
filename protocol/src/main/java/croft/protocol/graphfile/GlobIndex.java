package croft.protocol.graphfile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the jobs that a glob matches, each glob once. Finalizers are never found. */
final class GlobIndex {
  /** For more globs than this, keys are sorted, so that a glob looks only at its prefix. */
  private static final int SCANS_MAX = 16;

  private final List<JobSpec> jobs;
  private final NameTable names;
  private final Map<String, int[]> found = new HashMap<>();
  private String @Nullable [] sorted;
  private final Budget budget;

  GlobIndex(List<JobSpec> jobs, NameTable names, Budget budget) {
    this.budget = budget;
    this.jobs = jobs;
    this.names = names;
  }

  /** Whether globs have looked at more than they may; what is found then is not complete. */
  boolean exhausted() {
    return budget.globSteps() > GraphFileLimits.GLOB_STEPS_MAX;
  }

  /** Indices of the jobs that it matches, ascending. */
  int[] find(String glob) {
    int[] known = found.get(glob);
    if (known != null) {
      return known;
    }
    int[] matches = found.size() < SCANS_MAX ? scan(new Glob(glob)) : search(new Glob(glob));
    found.put(glob, matches);
    return matches;
  }

  private int[] scan(Glob glob) {
    int[] matches = new int[16];
    int count = 0;
    for (int job = 0; job < jobs.size() && !exhausted(glob); job++) {
      if (glob.matches(jobs.get(job).key()) && isFound(job)) {
        matches = count == matches.length ? Arrays.copyOf(matches, count * 2) : matches;
        matches[count++] = job;
      }
    }
    budget.addGlobSteps(glob.steps());
    return Arrays.copyOf(matches, count);
  }

  private int[] search(Glob glob) {
    String[] keys = sorted();
    int at = Arrays.binarySearch(keys, glob.prefix());
    int[] matches = new int[16];
    int count = 0;
    for (int i = at < 0 ? -at - 1 : at;
        i < keys.length && keys[i].startsWith(glob.prefix()) && !exhausted(glob);
        i++) {
      int job = glob.matches(keys[i]) ? names.lookUp(keys[i]) : NameTable.NONE;
      if (job >= 0 && isFound(job)) {
        matches = count == matches.length ? Arrays.copyOf(matches, count * 2) : matches;
        matches[count++] = job;
      }
    }
    budget.addGlobSteps(glob.steps());
    int[] ascending = Arrays.copyOf(matches, count);
    Arrays.sort(ascending);
    return ascending;
  }

  private boolean exhausted(Glob glob) {
    return budget.globSteps() + glob.steps() > GraphFileLimits.GLOB_STEPS_MAX;
  }

  private boolean isFound(int job) {
    return jobs.get(job).finalizer() == Finalizer.NO;
  }

  private String[] sorted() {
    if (sorted == null) {
      sorted = jobs.stream().map(JobSpec::key).sorted().toArray(String[]::new);
    }
    return sorted;
  }
}
