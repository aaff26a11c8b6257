package croft.cli.watch;

import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a graph while it is followed. Of a large graph only the counts and the jobs that
 * run are kept, so that its size does not matter here. For one thread.
 */
final class Progress {
  /**
   * A job that runs.
   *
   * @param since when it was claimed, by the farm's clock
   */
  record Running(int job, int attempt, Instant since) {}

  /**
   * A job came into a state.
   *
   * @param state that it is in now
   * @param at when, by the farm's clock
   * @param ran how long its attempt took; null if that is not known, or it did not run
   */
  record Change(int job, JobState state, int attempt, Instant at, @Nullable Duration ran) {}

  private GraphView graph;
  private final Map<Integer, Running> running = new HashMap<>();
  private final Map<Integer, String> keys = new HashMap<>();

  private List<String> path = List.of();
  private int pathLength;

  Progress(GraphView graph) {
    this.graph = graph;
  }

  /**
   * Takes the critical path.
   *
   * @param keys of the first jobs that are still to end
   * @param length how many there are
   */
  void path(List<String> keys, int length) {
    path = List.copyOf(keys);
    pathLength = length;
  }

  /** Keys of the first jobs of the critical path; empty if it is not known or one job. */
  List<String> path() {
    return path;
  }

  int pathLength() {
    return pathLength;
  }

  /** Takes a job as it was read. */
  void know(JobView job) {
    keys.put(job.job(), job.key());
    Instant claimed = job.claimedAt();
    if (job.state() == JobState.RUNNING && claimed != null) {
      running.put(job.job(), new Running(job.job(), job.attempt(), claimed));
    } else {
      running.remove(job.job());
    }
  }

  /** Forgets which jobs run, before they are read again. */
  void forgetRunning() {
    running.clear();
  }

  /** Takes the head of the graph, unless what is known is newer. */
  void apply(GraphView view) {
    if (view.graph() == graph.graph() && view.seq() >= graph.seq()) {
      graph = view;
    }
  }

  /** Takes one commit's changes; returns them with what was known before. */
  List<Change> apply(StreamEvent.Jobs event) {
    if (event.graph() != graph.graph()) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>(event.jobs().length);
    for (int i = 0; i < event.jobs().length; i++) {
      int job = event.jobs()[i];
      int attempt = event.attempts()[i];
      JobState state = event.states().get(i);
      Running before = running.get(job);
      if (state == JobState.RUNNING) {
        if (before == null || before.attempt() != attempt) {
          running.put(job, new Running(job, attempt, event.at()));
        }
      } else {
        running.remove(job);
      }
      Duration ran = before == null ? null : Duration.between(before.since(), event.at());
      changes.add(new Change(job, state, attempt, event.at(), ran));
    }
    return changes;
  }

  GraphView graph() {
    return graph;
  }

  boolean isOver() {
    return graph.state().isOver();
  }

  /** Those that run, the longest first. */
  List<Running> running() {
    return running.values().stream()
        .sorted(Comparator.comparing(Running::since).thenComparingInt(Running::job))
        .toList();
  }

  @Nullable String key(int job) {
    return keys.get(job);
  }

  void name(int job, String key) {
    keys.put(job, key);
  }

  /** Jobs that nothing more will happen to. */
  int done() {
    return graph.count(JobState.SUCCEEDED)
        + graph.count(JobState.FAILED)
        + graph.count(JobState.CANCELLED)
        + graph.count(JobState.SKIPPED);
  }

  /** Jobs that are to run: all but the inactive ones. */
  int active() {
    return graph.jobs() - graph.count(JobState.INACTIVE);
  }

  /** From submission on. */
  Duration elapsed(Instant now) {
    Instant end = graph.endedAt();
    Duration elapsed = Duration.between(graph.createdAt(), end == null || !isOver() ? now : end);
    return elapsed.isNegative() ? Duration.ZERO : elapsed;
  }

  /** How long the graph takes in all, by the farm's forecast; null without one. */
  @Nullable Duration expected() {
    Instant end = graph.expectedEndAt();
    return end == null ? null : Duration.between(graph.createdAt(), end);
  }
}
