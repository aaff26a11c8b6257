package croft.testing.conformance;

import croft.core.graph.GraphRun;
import croft.core.graph.Reach;
import croft.core.job.JobState;
import croft.protocol.wire.Outcome;
import croft.testing.conformance.GitlabCase.Shown;
import croft.testing.conformance.GitlabConfig.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Plays one case on a farm. */
final class GitlabRun implements AutoCloseable {
  private final GitlabConfig config;
  private final List<String> keys;
  private final FarmRun graph;
  private final GitlabStatus status;

  private GitlabRun(GitlabConfig config, FarmRun.Farm farm) {
    this.config = config;
    this.keys = config.jobs().stream().map(Job::name).toList();
    this.graph =
        farm.submit(
            GitlabGraph.of(config), keys, config.jobs().stream().map(GitlabGraph::tag).toList());
    this.status = new GitlabStatus(keys, config.jobs().stream().map(Job::stage).toList());
  }

  /** What differs, a line each; empty if the case passes. */
  static List<String> differences(GitlabCase gitlabCase, FarmRun.Farm farm) {
    try (GitlabRun run = new GitlabRun(gitlabCase.config(), farm)) {
      List<String> differences = new ArrayList<>(run.compare("init", gitlabCase.first()));
      int number = 0;
      for (GitlabCase.Step step : gitlabCase.steps()) {
        String place =
            "event "
                + ++number
                + " ("
                + step.event()
                + (step.jobs() == null ? "" : " " + String.join(", ", step.jobs()))
                + ")";
        try {
          if (step.jobs() == null) {
            run.pipelineEvent(step.event());
          } else {
            for (String job : step.jobs()) {
              run.jobEvent(step.event(), run.number(job));
            }
          }
        } catch (CaseException e) {
          differences.add(place + ": " + e.getMessage());
          return differences;
        }
        differences.addAll(run.compare(place, step.after()));
      }
      return differences;
    }
  }

  private int number(String job) throws CaseException {
    int number = keys.indexOf(job);
    if (number < 0) {
      throw new CaseException("there is no job " + job);
    }
    return number;
  }

  // ---------------------------------------------------------------- events

  private void jobEvent(String event, int job) throws CaseException {
    switch (event) {
      case "run" -> graph.claim(requireReady(job, event));
      case "success" -> end(job, event, Outcome.SUCCEEDED);
      case "drop" -> {
        if (state(job) == JobState.BLOCKED || state(job) == JobState.HELD) {
          graph.command(run -> run.expire(job));
        } else {
          end(job, event, Outcome.FAILED);
        }
        if (config.cancelsOnFailure() && !config.jobs().get(job).allowFailure()) {
          cancelAll();
        }
      }
      case "cancel" -> {
        if (state(job) == JobState.INACTIVE) {
          throw new CaseException("an inactive job cannot be cancelled");
        }
        graph.command(run -> run.cancel(job));
        stop(job);
      }
      case "play", "enqueue", "enqueue_scheduled" -> {
        if (state(job).isFinal()) {
          graph.command(run -> run.rerun(new int[] {job}, false));
        } else {
          play(job);
        }
      }
      case "retry" -> {
        if (!state(job).isFinal()) {
          throw new CaseException(keys.get(job) + " is not over");
        }
        graph.command(run -> run.rerun(new int[] {job}, false));
      }
      default -> throw new CaseException("the event '" + event + "' is not translated");
    }
  }

  private void pipelineEvent(String event) throws CaseException {
    switch (event) {
      case "cancel" -> cancelAll();
      case "retry" -> retryAll();
      default ->
          throw new CaseException("the event '" + event + "' of a pipeline is not translated");
    }
  }

  private void end(int job, String event, Outcome outcome) throws CaseException {
    if (!graph.isRunning(job)) {
      graph.claim(requireReady(job, event));
    }
    graph.end(job, outcome);
  }

  private int requireReady(int job, String event) throws CaseException {
    if (state(job) != JobState.READY) {
      throw new CaseException(
          keys.get(job) + " is " + state(job).text() + ": no worker can have it for " + event);
    }
    return job;
  }

  /**
   * A person starts a manual job: a held one is released, an inactive one activated, and with it
   * what was inactive only because it needs that one.
   */
  private void play(int job) {
    graph.command(
        run -> {
          run.hold(job, false);
          if (run.activate(job)) {
            for (int other : run.graph().order()) {
              boolean waitsForAPerson =
                  other >= keys.size() || config.jobs().get(other).isOptional();
              if (!waitsForAPerson && needsNothingInactive(run, other)) {
                run.activate(other);
              }
            }
          }
        });
  }

  private static boolean needsNothingInactive(GraphRun run, int job) {
    boolean[] needed = Reach.needed(run.graph(), run.graph().incoming(), job);
    return IntStream.range(0, needed.length)
        .noneMatch(other -> needed[other] && run.state(other) == JobState.INACTIVE);
  }

  /** Workers obey at once: what was asked to stop reports that it was cancelled. */
  private void cancelAll() {
    graph.command(GraphRun::cancelAll);
    for (int job = 0; job < keys.size(); job++) {
      stop(job);
    }
  }

  private void stop(int job) {
    if (graph.isRunning(job)) {
      graph.end(job, Outcome.CANCELLED);
    }
  }

  /** All that failed or was cancelled runs again; manual jobs wait for a person again. */
  private void retryAll() {
    List<FarmRun.Row> rows = graph.standing().rows();
    int[] again =
        IntStream.range(0, keys.size())
            .filter(
                job ->
                    rows.get(job).state() == JobState.FAILED
                        || rows.get(job).state() == JobState.CANCELLED)
            .toArray();
    graph.command(
        run -> {
          run.rerun(again, false);
          for (int job : again) {
            if (config.jobs().get(job).isHeld()) {
              run.hold(job, true);
            }
          }
        });
    // Croft has no way from an end to inactive: again first, then off.
    graph.command(
        run -> {
          for (int job : again) {
            if (config.jobs().get(job).isOptional()) {
              run.deactivate(job);
            }
          }
        });
  }

  private JobState state(int job) {
    return graph.standing().rows().get(job).state();
  }

  // ---------------------------------------------------------------- comparison

  private List<String> compare(String place, Shown expected) {
    Shown shown = status.show(graph.standing());
    List<String> differences = new ArrayList<>();
    if (!shown.pipeline().equals(expected.pipeline())) {
      differences.add(
          "%s: pipeline is %s, expected %s"
              .formatted(place, shown.pipeline(), expected.pipeline()));
    }
    compare(place, "stage", shown.stages(), expected.stages(), differences);
    compare(place, "job", shown.jobs(), expected.jobs(), differences);
    return differences;
  }

  private static void compare(
      String place,
      String kind,
      Map<String, String> shown,
      Map<String, String> expected,
      List<String> differences) {
    Map<String, String> all = new TreeMap<>(shown);
    expected.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String is = shown.getOrDefault(name, "absent");
      String should = expected.getOrDefault(name, "absent");
      if (!is.equals(should)) {
        differences.add("%s: %s %s is %s, expected %s".formatted(place, kind, name, is, should));
      }
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
