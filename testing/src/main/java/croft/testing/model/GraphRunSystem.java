package croft.testing.model;

import croft.core.graph.ChangeList;
import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.JobTransition;
import croft.core.job.Outcome;
import croft.core.job.RetryPolicy;
import croft.core.job.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine of the core as a farm of its own: what is around it (attempts, nonces, tries) is here
 * in the simplest way. After each event it checks the engine's list of changes: it names every row
 * that differs, with what it was, and only legal transitions.
 */
public final class GraphRunSystem implements SystemUnderTest {
  private static final class Attempt {
    final Grant grant;
    @Nullable Outcome outcome;

    Attempt(Grant grant) {
      this.grant = grant;
    }
  }

  private record Row(JobState state, int need, int open, int flags) {}

  private final List<String> names = new ArrayList<>();
  private final List<RetryPolicy> policies = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Random random;
  private final double reloads;
  private final List<List<Attempt>> attempts = new ArrayList<>();
  private int[] tries;
  private int[] losses;
  private GraphRun run;
  private boolean paused;
  private boolean draft;
  private int endings;
  private int nonces;

  private GraphRunSystem(FarmGraph farm, double reloads) {
    JobGraph graph = farm.jobGraph();
    for (FarmGraph.Node node : farm.nodes()) {
      numbers.put(node.name(), names.size());
      names.add(node.name());
      policies.add(node.retry());
    }
    this.reloads = reloads;
    // Claims take any of the ready jobs; always the same ones for the same story.
    this.random = new Random(names.size());
    this.tries = new int[graph.size()];
    this.losses = new int[graph.size()];
    for (int job = 0; job < graph.size(); job++) {
      attempts.add(new ArrayList<>());
    }
    run = GraphRun.submitted(graph, farm.flags(), farm.inactive());
    draft = farm.draft();
    endings = isOver() ? 1 : 0;
  }

  /** The engine, kept for the whole story. */
  public static Factory kept() {
    return farm -> new GraphRunSystem(farm, 0);
  }

  /** The engine, now and then loaded anew from what it last had, as a server does. */
  public static Factory reloaded() {
    return farm -> new GraphRunSystem(farm, 0.3);
  }

  // ---------------------------------------------------------------- attempts

  @Override
  public Answers batch(List<AttemptReport> reports, List<Step.Claim> claims) {
    List<Answer> answers = reports.stream().map(this::report).toList();
    List<Grant> grants = new ArrayList<>();
    for (Step.Claim claim : claims) {
      for (int slot = 0; slot < claim.slots() && !paused && !draft; slot++) {
        int[] ready = jobsIn(JobState.READY);
        if (ready.length > 0) {
          grants.add(claim(ready[random.nextInt(ready.length)], claim.worker()));
        }
      }
    }
    return new Answers(answers, grants);
  }

  /** A worker takes this job, which must be ready. */
  Grant claim(String job, int worker) {
    return claim(number(job), worker);
  }

  private Grant claim(int job, int worker) {
    if (!event(() -> run.claim(job))) {
      throw new AssertionError(name(job) + " is ready and cannot be claimed");
    }
    tries[job]++;
    Grant grant = new Grant(name(job), attempts.get(job).size() + 1, "nonce-" + nonces++, worker);
    attempts.get(job).add(new Attempt(grant));
    return grant;
  }

  private Answer report(AttemptReport report) {
    int job = number(report.job());
    for (Attempt attempt : attempts.get(job)) {
      if (attempt.grant.attempt() == report.attempt()
          && attempt.grant.nonce().equals(report.nonce())) {
        if (attempt.outcome == null) {
          end(job, attempt, report.outcome());
          return Answer.ACCEPTED;
        }
        if (attempt.outcome instanceof Outcome.Lost) {
          return Answer.STALE;
        }
        return attempt.outcome.equals(report.outcome()) ? Answer.REPEATED : Answer.CONFLICT;
      }
    }
    return Answer.STALE;
  }

  @Override
  public void endSession(int worker) {
    for (int job = 0; job < run.graph().size(); job++) {
      for (Attempt attempt : attempts.get(job)) {
        if (attempt.outcome == null && attempt.grant.worker() == worker) {
          end(job, attempt, new Outcome.Lost());
        }
      }
    }
  }

  private void end(int job, Attempt attempt, Outcome outcome) {
    attempt.outcome = outcome;
    losses[job] += outcome instanceof Outcome.Lost ? 1 : 0;
    Verdict verdict = policies.get(job).after(outcome, tries[job], losses[job], run.flags(job));
    event(
        () -> {
          switch (verdict) {
            case Verdict.Finish(JobState state, _) -> run.end(job, state);
            case Verdict.Retry(_) -> run.retry(job);
            case Verdict.Again() -> {
              run.retry(job);
              open(job);
            }
          }
          return true;
        });
  }

  private void open(int job) {
    tries[job] = 0;
    losses[job] = 0;
  }

  // ---------------------------------------------------------------- commands

  @Override
  public @Nullable Boolean command(Step.Command command) {
    return event(() -> apply(command));
  }

  private boolean apply(Step.Command command) {
    return (switch (command) {
      case Step.Cancel(String job) -> run.cancel(number(job));
      case Step.CancelGraph() -> {
        boolean was = draft;
        draft = false;
        yield (was ? run.cancelUnstarted() : run.cancelAll()) > 0 || was;
      }
      case Step.Start() -> {
        boolean was = draft;
        draft = false;
        yield was;
      }
      case Step.Hold(String job, boolean on) -> run.hold(number(job), on);
      case Step.Rerun rerun -> rerun(rerun);
      case Step.Activate(String job) -> run.activate(number(job));
      case Step.Deactivate(String job) -> run.deactivate(number(job));
      case Step.Waive(String job, boolean on) -> run.waive(number(job), on);
      case Step.Decide(String job, JobState decision) -> run.decide(number(job), decision);
      case Step.Expire(String job) -> run.expire(number(job));
      case Step.Pause(boolean on) -> {
        paused = on;
        yield true;
      }
      case Step.Edit edit -> edit(edit);
    });
  }

  // ---------------------------------------------------------------- edits

  /** All of it or nothing: what was refused is forgotten by loading the rows as they were. */
  private boolean edit(Step.Edit edit) {
    List<String> namesBefore = List.copyOf(names);
    Map<String, Integer> numbersBefore = Map.copyOf(numbers);
    GraphRun before = copy();
    StoryEdit story = new StoryEdit(run, numbers::get);
    GraphRun edited = story.apply(edit);
    if (edited != null) {
      story.added().forEach(this::add);
      story.removed().stream().forEach(job -> numbers.remove(names.get(job)));
      run = edited;
      for (Step.Command command : edit.commands()) {
        boolean allowed = numbers.keySet().containsAll(Story.names(command)) && apply(command);
        if (!allowed && !(command instanceof Step.Cancel)) {
          edited = null;
          break;
        }
      }
    }
    if (edited == null) {
      names.clear();
      names.addAll(namesBefore);
      numbers.clear();
      numbers.putAll(numbersBefore);
      while (attempts.size() > names.size()) {
        attempts.removeLast();
        policies.removeLast();
      }
      run = before;
      return false;
    }
    run.settleTogether();
    return true;
  }

  private void add(FarmGraph.Node node) {
    numbers.put(node.name(), names.size());
    names.add(node.name());
    policies.add(node.retry());
    attempts.add(new ArrayList<>());
    tries = Arrays.copyOf(tries, names.size());
    losses = Arrays.copyOf(losses, names.size());
  }

  private int number(String name) {
    return java.util.Objects.requireNonNull(numbers.get(name), name);
  }

  private boolean rerun(Step.Rerun rerun) {
    int[] targets = rerun.jobs().stream().mapToInt(this::number).toArray();
    for (int target : targets) {
      if (!run.canRerun(target)) {
        return false;
      }
    }
    run.rerun(targets, rerun.downstream());
    return true;
  }

  // ---------------------------------------------------------------- around each event

  private boolean event(BooleanSupplier what) {
    if (random.nextDouble() < reloads) {
      reload();
    }
    List<Row> before = rows();
    boolean wasOver = isOver();
    boolean allowed = what.getAsBoolean();
    checkChanges(before);
    endings += isOver() && !wasOver ? 1 : 0;
    for (int job = 0; job < before.size(); job++) {
      if (isClosed(before.get(job).state()) && !isClosed(run.state(job))) {
        open(job);
      }
    }
    run.clearChanges();
    return allowed;
  }

  private boolean isOver() {
    return !draft && run.isOver();
  }

  private static boolean isClosed(JobState state) {
    return state == JobState.INACTIVE || state.isFinal();
  }

  private void reload() {
    run = copy();
  }

  private GraphRun copy() {
    JobGraph graph = run.graph();
    byte[] state = new byte[run.graph().size()];
    int[] need = new int[run.graph().size()];
    int[] open = new int[run.graph().size()];
    int[] flags = new int[run.graph().size()];
    for (int job = 0; job < run.graph().size(); job++) {
      state[job] = (byte) run.state(job).code();
      need[job] = run.need(job);
      open[job] = run.open(job);
      flags[job] = run.flags(job);
    }
    return GraphRun.loaded(graph, state, need, open, flags);
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int job = 0; job < run.graph().size(); job++) {
      rows.add(row(job));
    }
    return rows;
  }

  private Row row(int job) {
    return new Row(run.state(job), run.need(job), run.open(job), run.flags(job));
  }

  private void checkChanges(List<Row> before) {
    ChangeList changes = run.changes();
    Map<Integer, Integer> changed = new HashMap<>();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      if (changed.put(job, index) != null) {
        throw new AssertionError(name(job) + " is twice among the changes");
      }
      if (job >= before.size() || !isNamed(job)) {
        continue; // Added or removed.
      }
      Row was = before.get(job);
      if (changes.stateBefore(index) != was.state() || changes.flagsBefore(index) != was.flags()) {
        throw new AssertionError(name(job) + " was " + was + ", not " + changes.stateBefore(index));
      }
    }
    for (int job = 0; job < before.size(); job++) {
      if (!isNamed(job)) {
        continue;
      }
      Row was = before.get(job);
      if (!was.equals(row(job)) && !changed.containsKey(job)) {
        throw new AssertionError(
            name(job) + " is not among the changes: " + was + " -> " + row(job));
      }
      if (!JobTransition.isLegal(was.state(), run.state(job))) {
        throw new AssertionError(
            name(job) + " went from " + was.state().text() + " to " + run.state(job).text());
      }
    }
  }

  // ---------------------------------------------------------------- where it stands

  @Override
  public Standing standing() {
    Map<String, JobStanding> jobs = new LinkedHashMap<>();
    for (int job : numbers.values()) {
      jobs.put(
          name(job),
          new JobStanding(
              run.state(job),
              run.need(job),
              run.open(job),
              run.flags(job) & Standing.COMPARED_FLAGS,
              attempts.get(job).size()));
    }
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(state, run.count(state));
    }
    return new Standing(
        jobs, counts, draft ? GraphState.DRAFT : run.graphState(), OptionalInt.of(endings));
  }

  private int[] jobsIn(JobState state) {
    return java.util.stream.IntStream.range(0, run.graph().size())
        .filter(job -> run.state(job) == state && !JobFlags.has(run.flags(job), JobFlags.JOIN))
        .toArray();
  }

  private boolean isNamed(int job) {
    return numbers.containsKey(names.get(job));
  }

  private String name(int job) {
    return names.get(job);
  }
}
