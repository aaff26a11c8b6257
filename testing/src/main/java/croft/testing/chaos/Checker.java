package croft.testing.chaos;

import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.EventView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the farm says through its public API with what its clients wrote down. It knows no
 * table and no class of the server.
 */
final class Checker {
  private static final Set<JobState> OVER =
      Set.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED);

  /** A lease may look this much shorter: the clocks of what is compared are read at two places. */
  private static final long EARLY_MS = 500;

  /** Losses after which a job is poisoned, and tries after which it is given up. */
  private static final int LOSSES_MAX = 3;

  private static final int TRIES_MAX = 5;

  private final Journal journal;
  private final ProjectClient project;
  private final Duration lease;
  private final List<String> faults = new ArrayList<>();

  Checker(Journal journal, ProjectClient project, Duration lease) {
    this.journal = journal;
    this.project = project;
    this.lease = lease;
  }

  /** What is wrong with these graphs, all of which should be over. */
  List<String> check(List<Journal.OfGraph> graphs) throws IOException, InterruptedException {
    for (Journal.OfGraph of : graphs) {
      ChaosGraph shape = of.shape;
      if (shape == null) {
        faults.add("workers were given jobs of graph %d that nobody submitted".formatted(of.graph));
      } else {
        new OfOne(of, shape).check();
      }
    }
    return faults;
  }

  /** What is said of a graph, to be compared with what is said later. */
  static String summary(ProjectClient project, long graph)
      throws IOException, InterruptedException {
    GraphView view = project.graph(graph);
    var columns = project.columns(graph);
    return view.state()
        + " "
        + view.revision()
        + " "
        + view.endings()
        + " "
        + columns.keys()
        + columns.states()
        + java.util.Arrays.toString(columns.attempts());
  }

  /** One graph. */
  private final class OfOne {
    private final Journal.OfGraph of;
    private final ChaosGraph shape;
    private final Map<String, JobView> jobs = new HashMap<>();
    private final Map<Integer, String> keys = new HashMap<>();
    private final Map<String, List<String>> needs;

    OfOne(Journal.OfGraph of, ChaosGraph shape) {
      this.of = of;
      this.shape = shape;
      this.needs = new HashMap<>(shape.needs());
    }

    private void fault(String text) {
      faults.add("graph %d (%s): %s".formatted(of.graph, shape.key(), text));
    }

    void check() throws IOException, InterruptedException {
      GraphView view = project.graph(of.graph);
      if (!view.name().equals(shape.key())) {
        fault("is called %s".formatted(view.name()));
      }
      for (JobView job : Paging.all(paging -> project.jobs(of.graph, Set.of(), null, paging))) {
        jobs.put(job.key(), job);
        keys.put(job.job(), job.key());
      }
      checkJobsThere(view);
      checkEnds(view);
      checkEvents();
      checkOutcomes();
      checkOnlyOne();
    }

    private void checkJobsThere(GraphView view) {
      Set<String> wanted = new HashSet<>(needs.keySet());
      of.added.forEach(
          (key, revision) -> {
            wanted.add(key);
            if (view.revision() < revision) {
              fault(
                  "edit %d was acknowledged, the graph is at %d"
                      .formatted(revision, view.revision()));
            }
          });
      for (String key : wanted) {
        if (!jobs.containsKey(key)) {
          fault("job %s was acknowledged and is not there".formatted(key));
        }
      }
      wanted.addAll(of.maybeAdded());
      for (String key : jobs.keySet()) {
        if (!wanted.contains(key)) {
          fault("job %s is there and nobody asked for it".formatted(key));
        }
      }
      if (jobs.containsKey(ChaosGraph.ADDED)) {
        needs.put(ChaosGraph.ADDED, List.of("l0/1", "l1/2"));
      }
    }

    private void checkEnds(GraphView view) {
      if (view.state() == GraphState.CANCELLED && !of.maybeCancelled) {
        fault("is cancelled, and nobody asked for it");
      }
      for (JobView job : jobs.values()) {
        if (!OVER.contains(job.state())) {
          fault("job %s is %s".formatted(job.key(), job.state().text()));
        }
        boolean able =
            needs.getOrDefault(job.key(), List.of()).stream()
                .allMatch(need -> stateOf(need) == JobState.SUCCEEDED);
        if (job.state() == JobState.SKIPPED && able) {
          fault("job %s is skipped, though all that it needs has succeeded".formatted(job.key()));
        }
        if (job.state() == JobState.SUCCEEDED && !able) {
          fault("job %s has succeeded without what it needs".formatted(job.key()));
        }
        if (job.state() == JobState.CANCELLED && !of.maybeCancelled) {
          fault("job %s is cancelled, and nobody asked for it".formatted(job.key()));
        }
      }
      if (of.approved && !of.maybeCancelled && stateOf(ChaosGraph.GATE) != JobState.SUCCEEDED) {
        fault(
            "the approval was acknowledged, the breakpoint is %s"
                .formatted(stateOf(ChaosGraph.GATE)));
      }
    }

    private @Nullable JobState stateOf(String key) {
      JobView job = jobs.get(key);
      return job == null ? null : job.state();
    }

    /** The whole history: nothing starts twice, or before what it needs. */
    private void checkEvents() throws IOException, InterruptedException {
      Map<String, JobState> states = new HashMap<>();
      Map<String, Integer> attempts = new HashMap<>();
      long seq = 0;
      boolean cancelled = false;
      Page<EventView> page = project.events(of.graph, 0, null);
      while (!page.items().isEmpty()) {
        for (EventView event : page.items()) {
          if (seq > 0 && event.seq() != seq + 1) {
            fault("event %d follows event %d".formatted(event.seq(), seq));
          }
          seq = event.seq();
          for (int at = 0; at < event.jobs().size(); at++) {
            String key = keys.get(event.jobs().get(at));
            if (key != null) {
              move(
                  key,
                  event.states().get(at),
                  event.attempts().get(at),
                  states,
                  attempts,
                  cancelled);
            }
          }
          cancelled |= event.states().contains(JobState.CANCELLED);
        }
        page = project.events(of.graph, seq, null);
      }
      states.forEach(
          (key, state) -> {
            if (state != stateOf(key)) {
              fault(
                  "job %s is %s by its events and %s by itself"
                      .formatted(key, state, stateOf(key)));
            }
          });
    }

    private void move(
        String key,
        JobState to,
        int attempt,
        Map<String, JobState> states,
        Map<String, Integer> attempts,
        boolean cancelled) {
      JobState from = states.put(key, to);
      if (from != null && OVER.contains(from) && from != JobState.SKIPPED) {
        fault("job %s went from %s to %s".formatted(key, from.text(), to.text()));
      }
      if (to != JobState.RUNNING) {
        return;
      }
      if (from == JobState.RUNNING) {
        fault("job %s started as attempt %d while another one ran".formatted(key, attempt));
      }
      if (attempt != attempts.getOrDefault(key, 0) + 1) {
        fault("attempt %d of %s follows attempt %s".formatted(attempt, key, attempts.get(key)));
      }
      if (cancelled) {
        fault("job %s started after the graph was cancelled".formatted(key));
      }
      attempts.put(key, attempt);
      for (String need : needs.getOrDefault(key, List.of())) {
        if (states.get(need) != JobState.SUCCEEDED) {
          fault("job %s started while %s was %s".formatted(key, need, states.get(need)));
        }
      }
    }

    /** Each acknowledged end is the one that is recorded; each job has one success. */
    private void checkOutcomes() throws IOException, InterruptedException {
      Map<String, List<AttemptView>> several = new HashMap<>();
      for (JobView job : jobs.values()) {
        if (job.attempt() > 1 || (job.attempt() == 1 && job.state() != JobState.SUCCEEDED)) {
          List<AttemptView> attempts = project.job(of.graph, job.key()).attempts();
          several.put(job.key(), attempts);
          checkAttempts(job, attempts);
        }
      }
      for (Journal.Answered answered : of.accepted()) {
        var completion = answered.completion();
        String key = keys.get(completion.job());
        JobView job = key == null ? null : jobs.get(key);
        if (job == null || key == null || job.attempt() < completion.attempt()) {
          fault("attempt %s was acknowledged and is not there".formatted(completion.id()));
          continue;
        }
        List<AttemptView> attempts = several.get(key);
        boolean kept =
            attempts == null
                ? completion.outcome() == Outcome.SUCCEEDED
                    && String.valueOf(completion.reason()).equals(job.reason())
                : attempts.stream()
                    .anyMatch(
                        attempt ->
                            attempt.attempt() == completion.attempt()
                                && attempt.outcome() == completion.outcome()
                                && String.valueOf(completion.reason()).equals(attempt.reason()));
        if (!kept) {
          fault(
              "the acknowledged end of %s attempt %d is not what is recorded: %s"
                  .formatted(
                      key, completion.attempt(), attempts == null ? job.reason() : attempts));
        }
      }
    }

    private void checkAttempts(JobView job, List<AttemptView> attempts) {
      long successes = attempts.stream().filter(a -> a.outcome() == Outcome.SUCCEEDED).count();
      if (successes > 1) {
        fault("job %s has succeeded %d times".formatted(job.key(), successes));
      }
      if (job.state() == JobState.FAILED) {
        long losses = attempts.stream().filter(a -> a.outcome() == Outcome.LOST).count();
        if (losses < LOSSES_MAX && attempts.size() < TRIES_MAX) {
          fault("job %s has failed after %s".formatted(job.key(), attempts));
        }
      }
      for (Journal.Given given : of.given()) {
        if (given.job().equals(job.key())) {
          attempts.stream()
              .filter(attempt -> attempt.attempt() == given.attempt().attempt())
              .forEach(attempt -> checkGiven(job, given, attempt));
        }
      }
    }

    private void checkGiven(JobView job, Journal.Given given, AttemptView attempt) {
      if (attempt.outcome() == Outcome.LOST && attempt.endedAt() != null) {
        Journal.Life life = journal.life(given.session());
        long ended = attempt.endedAt().toEpochMilli();
        if (life != null && !life.left() && ended < life.sentMs() + lease.toMillis() - EARLY_MS) {
          fault(
              "attempt %d of %s was lost %d ms after an answered heartbeat"
                  .formatted(attempt.attempt(), job.key(), ended - life.sentMs()));
        }
      }
      UUID nonce = given.nonce();
      String reason = attempt.reason();
      if (attempt.outcome() == Outcome.SUCCEEDED && !SimulatedWorker.mark(nonce).equals(reason)) {
        fault(
            "attempt %d of %s was given under %s, its end is %s"
                .formatted(attempt.attempt(), job.key(), nonce, reason));
      }
    }

    /** A submission that was repeated made one graph. */
    private void checkOnlyOne() throws IOException, InterruptedException {
      List<GraphView> named = project.graphs(null, shape.key(), Paging.FIRST).items();
      if (named.size() != 1) {
        fault("there are %d graphs of this submission".formatted(named.size()));
      }
    }
  }
}
