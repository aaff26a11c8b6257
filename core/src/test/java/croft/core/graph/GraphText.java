package croft.core.graph;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A graph written as text, for tests: {@code "a -> b -> c, a -> d"}. Marks behind a name: {@code !}
 * allowed to fail, {@code ?} inactive, {@code $} finalizer, {@code *} breakpoint. Edges: {@code ->}
 * needs success, {@code -x>} needs failure, {@code -.>} needs any end, {@code ~>} after. {@code k
 * of (a b c) -> d} is a join.
 */
final class GraphText {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Integer> flags = new ArrayList<>();
  private final List<Boolean> inactive = new ArrayList<>();
  private final JobGraph.Builder builder = new JobGraph.Builder();
  private final GraphRun run;

  GraphText(String text) {
    for (String chain : text.split(",")) {
      read(chain.strip());
    }
    boolean[] off = new boolean[inactive.size()];
    for (int job = 0; job < off.length; job++) {
      off[job] = inactive.get(job);
    }
    run =
        GraphRun.submitted(
            builder.build(), flags.stream().mapToInt(Integer::intValue).toArray(), off);
  }

  private void read(String chain) {
    int from = -1;
    EdgeRule rule = null;
    String rest = chain;
    if (rest.matches("\\d+ of \\(.*")) {
      int close = rest.indexOf(')');
      from = builder.join(Integer.parseInt(rest.substring(0, rest.indexOf(' '))));
      flags.add(JobFlags.JOIN);
      inactive.add(false);
      for (String member : rest.substring(rest.indexOf('(') + 1, close).split(" ")) {
        builder.edge(number(member), from, EdgeRule.NEEDS_SUCCESS);
      }
      rest = rest.substring(close + 1).strip();
    }
    for (String word : rest.split(" ")) {
      switch (word) {
        case "->" -> rule = EdgeRule.NEEDS_SUCCESS;
        case "-x>" -> rule = EdgeRule.needs(java.util.Set.of(JobState.FAILED));
        case "-.>" ->
            rule =
                EdgeRule.needs(
                    java.util.Set.of(
                        JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED));
        case "~>" -> rule = EdgeRule.AFTER;
        default -> {
          int to = number(word);
          if (from >= 0 && rule != null) {
            builder.edge(from, to, rule);
          }
          from = to;
        }
      }
    }
  }

  private int number(String word) {
    String name = word.replaceAll("[!?$*]", "");
    int job =
        numbers.computeIfAbsent(
            name,
            _ -> {
              flags.add(0);
              inactive.add(false);
              return builder.job();
            });
    flags.set(
        job,
        flags.get(job)
            | (word.contains("!") ? JobFlags.ALLOW_FAILURE : 0)
            | (word.contains("$") ? JobFlags.FINALIZER : 0)
            | (word.contains("*") ? JobFlags.BREAKPOINT : 0));
    inactive.set(job, inactive.get(job) || word.contains("?"));
    return job;
  }

  GraphRun run() {
    return run;
  }

  int job(String name) {
    return java.util.Objects.requireNonNull(numbers.get(name), name);
  }

  /** Claims and ends jobs: {@code "a=failed b=succeeded"}. */
  GraphText ends(String outcomes) {
    for (String outcome : outcomes.split(" ")) {
      int job = job(outcome.substring(0, outcome.indexOf('=')));
      if (!run.claim(job)) {
        throw new IllegalStateException(outcome + ": it is " + run.state(job));
      }
      run.end(job, JobState.of(outcome.substring(outcome.indexOf('=') + 1)));
    }
    return this;
  }

  GraphText rerun(String name, boolean downstream) {
    run.rerun(new int[] {job(name)}, downstream);
    return this;
  }

  String states() {
    StringJoiner states = new StringJoiner(" ");
    numbers.forEach((name, job) -> states.add(name + "=" + run.state(job).text()));
    return states.toString();
  }
}
