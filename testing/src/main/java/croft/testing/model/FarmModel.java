package croft.testing.model;

import static croft.core.graph.EdgeValue.BROKEN;
import static croft.core.graph.EdgeValue.OPEN;
import static croft.core.graph.EdgeValue.SATISFIED;
import static croft.core.job.JobState.BLOCKED;
import static croft.core.job.JobState.CANCELLED;
import static croft.core.job.JobState.FAILED;
import static croft.core.job.JobState.HELD;
import static croft.core.job.JobState.INACTIVE;
import static croft.core.job.JobState.READY;
import static croft.core.job.JobState.RUNNING;
import static croft.core.job.JobState.SKIPPED;
import static croft.core.job.JobState.SUCCEEDED;

import croft.core.graph.EdgeRule;
import croft.core.graph.EdgeValue;
import croft.core.graph.GraphState;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.RetryPolicy;
import croft.testing.model.FarmGraph.Mark;
import croft.testing.model.SystemUnderTest.Answer;
import croft.testing.model.SystemUnderTest.JobStanding;
import croft.testing.model.SystemUnderTest.Standing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one graph, written to be read and compared with, not to be fast. After every event
 * it counts everything again from the states; it keeps no counters and follows no changes. What it
 * says is what the farm must do.
 *
 * <p>Each event does three things: it moves the jobs that it is about; then it goes over all jobs,
 * those that others wait for first, and applies rule W; then it marks what has become stale. So no
 * job is ever seen in a state that it only passes through.
 *
 * <p>The rules that could be read in another way are methods of their own, so that a test can plant
 * the other reading and see whether it is found.
 */
public class FarmModel {
  private static final Set<JobState> WAITING = EnumSet.of(BLOCKED, READY, HELD, SKIPPED);
  private static final Set<JobState> FINAL = EnumSet.of(SUCCEEDED, FAILED, CANCELLED, SKIPPED);
  private static final Set<JobState> UNFINISHED = EnumSet.of(BLOCKED, READY, HELD, RUNNING);
  private static final Set<JobState> STARTED = EnumSet.of(RUNNING, SUCCEEDED, FAILED);
  private static final Set<JobState> ENDED = EnumSet.of(SUCCEEDED, FAILED, CANCELLED);
  private static final int POISONED_AT = 3;

  /** A job or a join. */
  static final class Job {
    FarmGraph.Node node;
    final List<Link> in = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();
    JobState state = BLOCKED;
    boolean hold;
    boolean cancel;
    boolean again;
    boolean stale;
    boolean waived;

    /** A breakpoint that was decided to be skipped: skipped though rule W would hold it. */
    boolean skipDecided;

    /**
     * Attempts since the job last left a final state or {@code inactive}, and how many got lost.
     */
    int tries;

    int losses;

    /** The state before the event. */
    JobState before = BLOCKED;

    /** Whether this event sends it to rule W: until that looks, it counts as what it was. */
    boolean leaving;

    Job(FarmGraph.Node node) {
      this.node = node;
    }

    boolean is(Mark mark) {
      return node.is(mark);
    }

    boolean isJoin() {
      return node.isJoin();
    }

    /** What edges see: a failure that is allowed or waived counts as success. */
    JobState effective() {
      return state == FAILED && (is(Mark.ALLOW_FAILURE) || waived) ? SUCCEEDED : state;
    }

    /** What a command of this event goes by. */
    JobState seen() {
      return leaving ? before : state;
    }

    /** Inactive, and not about to leave that. */
    boolean isOff() {
      return state == INACTIVE && !leaving;
    }

    @Override
    public String toString() {
      return node.name() + "=" + state.text();
    }
  }

  /** {@code to} waits for {@code from}. */
  static final class Link {
    final Job from;
    final Job to;
    final EdgeRule rule;

    /** The value before the event. */
    EdgeValue before = OPEN;

    Link(Job from, Job to, EdgeRule rule) {
      this.from = from;
      this.to = to;
      this.rule = rule;
    }

    boolean needs() {
      return rule.kind() == EdgeRule.Kind.NEEDS;
    }
  }

  /** One try; {@code outcome} is null while it runs. */
  static final class Attempt {
    final String nonce;
    final int worker;
    @Nullable Outcome outcome;

    Attempt(String nonce, int worker) {
      this.nonce = nonce;
      this.worker = worker;
    }
  }

  /** Satisfied edges that are missing, and edges whose value is not known yet. */
  record Counters(int need, int open) {}

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Job> inOrder = new ArrayList<>();
  private EdgeValue gateBefore = OPEN;
  private boolean over;
  private boolean paused;
  private boolean draft;
  private int endings;

  /** Not submitted yet. */
  FarmModel(FarmGraph graph) {
    draft = graph.draft();
    graph.nodes().forEach(node -> jobs.put(node.name(), new Job(node)));
    for (FarmGraph.Edge edge : graph.edges()) {
      Job from = jobs.get(edge.from());
      Job to = jobs.get(edge.to());
      if (from == null || to == null) {
        throw new IllegalArgumentException(edge + " names a job that is not there");
      }
      Link link = new Link(from, to, edge.rule());
      links.add(link);
      to.in.add(link);
    }
    putInOrder();
  }

  /** A graph as it is submitted. */
  public static FarmModel submitted(FarmGraph graph) {
    FarmModel model = new FarmModel(graph);
    model.submit();
    return model;
  }

  /** Rule W for all but those that are inactive and those that need one of them. */
  void submit() {
    Set<Job> inactive = new HashSet<>();
    for (Job job : jobs.values()) {
      if (job.is(Mark.INACTIVE)) {
        inactive.add(job);
      }
    }
    for (Job job : lacking(inactive)) {
      job.state = INACTIVE;
      job.before = INACTIVE;
    }
    follow();
  }

  /** What others wait for first, finalizers last. */
  private void putInOrder() {
    for (boolean finalizers : List.of(false, true)) {
      boolean found = true;
      while (found) {
        found = false;
        for (Job job : jobs.values()) {
          if ((finalizers || !job.is(Mark.FINALIZER))
              && !inOrder.contains(job)
              && job.in.stream().allMatch(link -> inOrder.contains(link.from))) {
            inOrder.add(job);
            found = true;
          }
        }
      }
    }
    if (inOrder.size() < jobs.size()) {
      throw new IllegalArgumentException("a cycle, or a job that waits for a finalizer");
    }
  }

  // ---------------------------------------------------------------- values and counters

  /** The table of edge values. */
  EdgeValue value(Link link) {
    JobState other = link.from.effective();
    if (other == INACTIVE) {
      return link.needs() ? BROKEN : SATISFIED;
    }
    if (!FINAL.contains(other)) {
      return OPEN;
    }
    return switch (link.rule.kind()) {
      case AFTER -> SATISFIED;
      case NEEDS -> link.rule.condition().contains(other) ? SATISFIED : BROKEN;
      case BARRIER -> other == SUCCEEDED ? SATISFIED : BROKEN;
    };
  }

  /** What a finalizer waits for beside its edges. */
  EdgeValue gate(Job finalizer) {
    boolean ended = false;
    for (Job other : jobs.values()) {
      if (keepsWaiting(other, finalizer)) {
        return OPEN;
      }
      ended |= !other.isJoin() && !other.is(Mark.FINALIZER) && ENDED.contains(other.state);
    }
    return ended ? SATISFIED : BROKEN;
  }

  /** Whether a finalizer waits for another job to be over. */
  boolean keepsWaiting(Job other, Job finalizer) {
    return !other.isJoin() && !other.is(Mark.FINALIZER) && UNFINISHED.contains(other.state);
  }

  Counters counters(Job job) {
    List<EdgeValue> values = new ArrayList<>();
    for (Link link : job.in) {
      values.add(value(link));
    }
    if (job.is(Mark.FINALIZER)) {
      values.add(gate(job));
    }
    int required = job.isJoin() ? job.node.atLeast() : values.size();
    int satisfied = 0;
    int open = 0;
    for (EdgeValue value : values) {
      satisfied += value == SATISFIED ? 1 : 0;
      open += value == OPEN ? 1 : 0;
    }
    return new Counters(required - satisfied, open);
  }

  /** Rule W. */
  JobState ruleW(Job job, Counters counters) {
    if (counters.need() <= 0) {
      if (job.isJoin()) {
        return SUCCEEDED;
      }
      return job.hold || job.is(Mark.BREAKPOINT) ? HELD : READY;
    }
    return counters.open() < counters.need() ? SKIPPED : BLOCKED;
  }

  // ---------------------------------------------------------------- one event

  /** What every event does around what it is about. */
  private boolean event(BooleanSupplier moves) {
    for (Link link : links) {
      link.before = value(link);
    }
    for (Job job : jobs.values()) {
      job.before = job.state;
    }
    gateBefore = EdgeValue.OPEN;
    for (Job job : jobs.values()) {
      gateBefore = job.is(Mark.FINALIZER) ? gate(job) : gateBefore;
    }
    boolean allowed = moves.getAsBoolean();
    if (allowed) {
      follow();
    }
    return allowed;
  }

  /** What follows from what has moved. */
  private void follow() {
    jobs.values().forEach(job -> job.leaving = false);
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Job job : inOrder) {
        moved |= look(job);
      }
    }
    for (Link link : links) {
      if (opened(link) && STARTED.contains(link.to.state) && !link.to.isJoin()) {
        link.to.stale = true;
      }
    }
    for (Job job : jobs.values()) {
      if (isClosed(job.before) && !isClosed(job.state)) {
        job.tries = 0;
        job.losses = 0;
      }
    }
    boolean overNow = !draft && isOver();
    endings += overNow && !over ? 1 : 0;
    over = overNow;
  }

  /** Looks at one job whose dependencies have settled. Returns whether it moved. */
  boolean look(Job job) {
    JobState old = job.state;
    if (asksAgain(job)) {
      toW(job);
    }
    if (job.is(Mark.FINALIZER) && gateBefore != OPEN && gate(job) == OPEN && !job.is(Mark.ONCE)) {
      if (job.state == RUNNING) {
        job.again = true;
      } else if (job.state == SUCCEEDED || job.state == FAILED) {
        toW(job);
      }
    }
    if (job.isJoin() || WAITING.contains(job.state)) {
      if (!job.skipDecided || anEdgeChanged(job)) {
        job.skipDecided = false;
        job.state = ruleW(job, counters(job));
      }
    }
    return job.state != old;
  }

  /** A decided breakpoint asks again when something that it went by is open again. */
  private boolean asksAgain(Job job) {
    return job.is(Mark.BREAKPOINT)
        && (job.state == SUCCEEDED || job.state == FAILED)
        && job.in.stream().anyMatch(this::opened);
  }

  boolean opened(Link link) {
    return link.before != OPEN && value(link) == OPEN;
  }

  private boolean anEdgeChanged(Job job) {
    return job.in.stream().anyMatch(link -> value(link) != link.before)
        || (job.is(Mark.FINALIZER) && gate(job) != gateBefore);
  }

  /** Takes a job out of whatever state it is in; rule W then says where to. */
  void toW(Job job) {
    job.leaving = true;
    job.state = BLOCKED;
    job.stale = false;
    job.waived = false;
    job.skipDecided = false;
  }

  private static boolean isClosed(JobState state) {
    return state == INACTIVE || FINAL.contains(state);
  }

  // ---------------------------------------------------------------- attempts

  /** A worker takes a job. Returns whether it may. */
  public boolean claim(String name, String nonce, int worker) {
    Job job = job(name);
    return event(
        () -> {
          if (job.isJoin() || job.state != READY || paused || draft) {
            return false;
          }
          job.state = RUNNING;
          job.tries++;
          job.waived = false;
          job.stale = false;
          job.attempts.add(new Attempt(nonce, worker));
          return true;
        });
  }

  /** A worker reports the end of an attempt. */
  public Answer report(String name, int number, String nonce, Outcome outcome) {
    Job job = job(name);
    if (number < 1 || number > job.attempts.size()) {
      return Answer.STALE;
    }
    Attempt attempt = job.attempts.get(number - 1);
    if (!attempt.nonce.equals(nonce) || attempt.outcome instanceof Outcome.Lost) {
      return Answer.STALE;
    }
    if (attempt.outcome != null) {
      return attempt.outcome.equals(outcome) ? Answer.REPEATED : Answer.CONFLICT;
    }
    end(job, attempt, outcome);
    return Answer.ACCEPTED;
  }

  /** A worker's session is over. */
  public void endSession(int worker) {
    for (Job job : jobs.values()) {
      for (Attempt attempt : job.attempts) {
        if (attempt.outcome == null && attempt.worker == worker) {
          end(job, attempt, new Outcome.Lost());
        }
      }
    }
  }

  void end(Job job, Attempt attempt, Outcome outcome) {
    event(
        () -> {
          attempt.outcome = outcome;
          job.losses += outcome instanceof Outcome.Lost ? 1 : 0;
          boolean cancelled = job.cancel;
          boolean again = job.again;
          job.cancel = false;
          job.again = false;
          if (again) {
            job.tries = 0;
            job.losses = 0;
            toW(job);
            return true;
          }
          switch (outcome) {
            case Outcome.Succeeded(), Outcome.Reused() -> job.state = SUCCEEDED;
            case Outcome.Cancelled() -> job.state = CANCELLED;
            case Outcome.Refused() -> job.state = FAILED;
            case Outcome.Failed(_) -> failed(job, RetryPolicy.Cause.FAILED, cancelled);
            case Outcome.TimedOut() -> failed(job, RetryPolicy.Cause.TIMED_OUT, cancelled);
            case Outcome.WorkerStopped() ->
                interrupted(job, RetryPolicy.Cause.WORKER_STOPPED, cancelled);
            case Outcome.Lost() -> interrupted(job, RetryPolicy.Cause.LOST, cancelled);
          }
          return true;
        });
  }

  /** The script had its say: a cancel only keeps it from being tried again. */
  private void failed(Job job, RetryPolicy.Cause cause, boolean cancelled) {
    if (!isTriedAgain(job, cause)) {
      job.state = FAILED;
    } else if (cancelled) {
      job.state = CANCELLED;
    } else {
      retry(job);
    }
  }

  /** The script was cut short: whoever wanted it cancelled has what they wanted. */
  private void interrupted(Job job, RetryPolicy.Cause cause, boolean cancelled) {
    if (cancelled) {
      job.state = CANCELLED;
    } else if (isTriedAgain(job, cause)) {
      retry(job);
    } else {
      job.state = FAILED;
    }
  }

  boolean isTriedAgain(Job job, RetryPolicy.Cause cause) {
    boolean poisoned = cause == RetryPolicy.Cause.LOST && job.losses >= POISONED_AT;
    return job.node.retry().on().contains(cause)
        && job.tries < job.node.retry().attempts()
        && !poisoned;
  }

  void retry(Job job) {
    toW(job);
  }

  // ---------------------------------------------------------------- commands

  /** A command. Returns whether it was allowed; of a cancel, whether it did anything. */
  public boolean command(Step.Command command) {
    return event(() -> moves(command));
  }

  private boolean moves(Step.Command command) {
    return switch (command) {
      case Step.Cancel(String job) -> cancel(job(job));
      case Step.CancelGraph() -> cancelGraph();
      case Step.Hold(String job, boolean on) -> hold(job(job), on);
      case Step.Rerun(Set<String> names, boolean downstream) -> rerun(names, downstream);
      case Step.Activate(String job) -> activate(job(job));
      case Step.Deactivate(String job) -> deactivate(job(job));
      case Step.Waive(String job, boolean on) -> waive(job(job), on);
      case Step.Decide(String job, JobState decision) -> decide(job(job), decision);
      case Step.Expire(String job) -> expire(job(job));
      case Step.Start() -> {
        boolean was = draft;
        draft = false;
        yield was;
      }
      case Step.Pause(boolean on) -> {
        paused = on;
        yield true;
      }
      case Step.Edit edit -> edit(edit);
    };
  }

  private boolean cancel(Job job) {
    if (job.seen() == RUNNING) {
      boolean first = !job.cancel || job.again;
      job.cancel = true;
      job.again = false;
      return first;
    }
    if (job.isJoin() || !UNFINISHED.contains(job.seen())) {
      return false;
    }
    job.state = CANCELLED;
    return true;
  }

  /**
   * All unfinished jobs before anything follows; finalizers only when nothing else is left, or
   * nothing ever began. A draft is over then.
   */
  boolean cancelGraph() {
    if (draft) {
      draft = false;
      jobs.values().forEach(this::cancel);
      return true;
    }
    for (boolean finalizers : List.of(false, true)) {
      boolean touched = false;
      for (Job job : jobs.values()) {
        if (job.is(Mark.FINALIZER) == finalizers) {
          touched |= cancel(job);
        }
      }
      if (touched) {
        return true;
      }
    }
    return false;
  }

  private boolean hold(Job job, boolean on) {
    if (job.isJoin() || STARTED.contains(job.seen()) || job.seen() == CANCELLED) {
      return false;
    }
    job.hold = on;
    return true;
  }

  private boolean rerun(Set<String> names, boolean downstream) {
    Set<Job> again = new HashSet<>();
    for (String name : names) {
      if (job(name).isJoin() || !FINAL.contains(job(name).seen())) {
        return false;
      }
      again.add(job(name));
    }
    boolean grows = downstream;
    while (grows) {
      grows = false;
      for (Link link : links) {
        if (again.contains(link.from) && leadsOn(link) && link.to.seen() != INACTIVE) {
          grows |= again.add(link.to);
        }
      }
    }
    for (Job job : again) {
      if (job.isJoin()) {
        continue;
      }
      if (FINAL.contains(job.seen())) {
        toW(job);
      } else if (job.seen() == RUNNING) {
        job.cancel = true;
        job.again = true;
      }
    }
    return true;
  }

  boolean leadsOn(Link link) {
    return link.rule.kind() != EdgeRule.Kind.AFTER;
  }

  private boolean activate(Job job) {
    if (job.seen() != INACTIVE) {
      return false;
    }
    for (Job needed : activatedWith(job)) {
      if (needed.seen() == INACTIVE) {
        toW(needed);
      }
    }
    return true;
  }

  /** A job and all that it needs, every member of a join. */
  Set<Job> activatedWith(Job job) {
    Set<Job> needed = new HashSet<>(Set.of(job));
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Link link : links) {
        grows |= link.needs() && needed.contains(link.to) && needed.add(link.from);
      }
    }
    return needed;
  }

  private boolean deactivate(Job job) {
    if (job.isJoin() || STARTED.contains(job.seen())) {
      return false;
    }
    if (!job.isOff()) {
      lacking(Set.of(job)).forEach(FarmModel::turnOff);
    }
    return true;
  }

  private static void turnOff(Job job) {
    job.state = INACTIVE;
    job.leaving = false;
  }

  /** Some jobs, and those that lack one of them when they are gone; what started stays. */
  Set<Job> lacking(Set<Job> gone) {
    Set<Job> off = new HashSet<>(gone);
    Set<Job> shortBefore = shortJoins(Set.of());
    boolean grows = true;
    while (grows) {
      grows = false;
      Set<Job> shortNow = shortJoins(off);
      for (Link link : links) {
        boolean lacks =
            off.contains(link.from)
                || (shortNow.contains(link.from) && !shortBefore.contains(link.from));
        boolean canTurn =
            !link.to.isJoin() && !STARTED.contains(link.to.seen()) && !link.to.isOff();
        grows |= link.needs() && lacks && canTurn && off.add(link.to);
      }
    }
    return off;
  }

  /** Joins of which fewer than k members are left when some jobs are gone, too. */
  Set<Job> shortJoins(Set<Job> gone) {
    Set<Job> shorts = new HashSet<>();
    for (Job join : inOrder) {
      int left = 0;
      for (Link link : join.in) {
        boolean missing =
            link.from.isOff() || gone.contains(link.from) || shorts.contains(link.from);
        left += link.needs() && missing ? 0 : 1;
      }
      if (join.isJoin() && left < join.node.atLeast()) {
        shorts.add(join);
      }
    }
    return shorts;
  }

  private boolean waive(Job job, boolean on) {
    if (job.state != FAILED) {
      return false;
    }
    job.waived = on;
    return true;
  }

  private boolean decide(Job job, JobState decision) {
    if (job.seen() != HELD || !job.is(Mark.BREAKPOINT) || job.hold) {
      return false;
    }
    job.state = decision;
    job.skipDecided = decision == SKIPPED;
    return true;
  }

  private boolean expire(Job job) {
    if (job.isJoin() || job.seen() == RUNNING || !UNFINISHED.contains(job.seen())) {
      return false;
    }
    job.state = FAILED;
    return true;
  }

  // ---------------------------------------------------------------- edits

  private record Kept(
      FarmGraph.Node node,
      JobState state,
      boolean hold,
      boolean cancel,
      boolean again,
      boolean stale,
      boolean waived,
      boolean skipDecided,
      boolean leaving) {
    Kept(Job job) {
      this(
          job.node,
          job.state,
          job.hold,
          job.cancel,
          job.again,
          job.stale,
          job.waived,
          job.skipDecided,
          job.leaving);
    }

    void giveBack(Job job) {
      job.node = node;
      job.state = state;
      job.hold = hold;
      job.cancel = cancel;
      job.again = again;
      job.stale = stale;
      job.waived = waived;
      job.skipDecided = skipDecided;
      job.leaving = leaving;
    }
  }

  /** All of it or nothing. */
  private boolean edit(Step.Edit edit) {
    Map<String, Job> jobsBefore = new LinkedHashMap<>(jobs);
    List<Link> linksBefore = List.copyOf(links);
    Map<Job, Kept> kept = new LinkedHashMap<>();
    jobs.values().forEach(job -> kept.put(job, new Kept(job)));
    boolean allowed = apply(edit);
    if (!allowed) {
      jobs.clear();
      jobs.putAll(jobsBefore);
      links.clear();
      links.addAll(linksBefore);
      kept.forEach((job, was) -> was.giveBack(job));
      rebuild();
    }
    return allowed;
  }

  private boolean apply(Step.Edit edit) {
    Set<String> runAgain = new HashSet<>();
    for (Step.Command command : edit.commands()) {
      if (command instanceof Step.Rerun(Set<String> names, _)) {
        runAgain.addAll(names);
      }
    }
    for (Step.Change change : edit.changes()) {
      if (change instanceof Step.Replace(String name, _)) {
        runAgain.add(name);
      }
    }
    Set<Job> added = new HashSet<>();
    Set<Job> relinked = new HashSet<>();
    for (Step.Change change : edit.changes()) {
      if (!apply(change, runAgain, added, relinked)) {
        return false;
      }
    }
    if (links.stream().anyMatch(link -> !jobs.containsValue(link.from)) || !rebuild()) {
      return false;
    }
    // As at a submission: what needs something inactive is so itself, among what is new.
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Job job : added) {
        if (!job.isJoin() && job.state != INACTIVE && lacksSomething(job)) {
          job.state = INACTIVE;
          job.before = INACTIVE;
          grows = true;
        }
      }
    }
    for (Job job : relinked) {
      job.skipDecided = false;
    }
    for (Step.Command command : edit.commands()) {
      if (!jobs.keySet().containsAll(Story.names(command))) {
        return false;
      }
      boolean allowed = moves(command);
      if (!allowed && !(command instanceof Step.Cancel)) {
        return false;
      }
    }
    return true;
  }

  private boolean lacksSomething(Job job) {
    return job.is(Mark.INACTIVE)
        || job.in.stream()
            .anyMatch(
                link ->
                    link.needs()
                        && (link.from.state == INACTIVE
                            || (link.from.isJoin() && isShort(link.from))));
  }

  private boolean isShort(Job join) {
    long left =
        join.in.stream()
            .filter(
                link ->
                    !(link.needs()
                        && (link.from.state == INACTIVE
                            || (link.from.isJoin() && isShort(link.from)))))
            .count();
    return left < join.in.size() && left < join.node.atLeast();
  }

  private boolean apply(
      Step.Change change, Set<String> runAgain, Set<Job> added, Set<Job> relinked) {
    return switch (change) {
      case Step.Add(FarmGraph.Node node, List<FarmGraph.Edge> edges) -> {
        if (jobs.containsKey(node.name())) {
          yield false;
        }
        Job job = new Job(node);
        jobs.put(node.name(), job);
        added.add(job);
        for (FarmGraph.Edge edge : edges) {
          if (!link(edge)) {
            yield false;
          }
        }
        yield true;
      }
      case Step.Remove(String name) -> {
        Job job = jobs.get(name);
        if (job == null || job.isJoin() || STARTED.contains(job.seen())) {
          yield false;
        }
        remove(job);
        yield true;
      }
      case Step.Replace(String name, Set<Mark> marks) -> {
        Job job = jobs.get(name);
        if (job == null || job.isJoin()) {
          yield false;
        }
        job.node = new FarmGraph.Node(name, -1, marks, job.node.retry());
        relinked.add(job);
        if (job.seen() == SUCCEEDED || job.seen() == FAILED) {
          toW(job);
        } else if (job.seen() == RUNNING) {
          job.again = true;
        }
        yield true;
      }
      case Step.Link(FarmGraph.Edge edge) -> {
        if (!jobs.containsKey(edge.to()) || !canRelink(job(edge.to()), runAgain, added)) {
          yield false;
        }
        relinked.add(job(edge.to()));
        yield link(edge);
      }
      case Step.Unlink(String from, String to) -> {
        Job source = jobs.get(from);
        Job target = jobs.get(to);
        if (source == null || target == null || !canRelink(target, runAgain, added)) {
          yield false;
        }
        relinked.add(target);
        yield links.removeIf(link -> link.from == source && link.to == target);
      }
    };
  }

  private boolean canRelink(Job job, Set<String> runAgain, Set<Job> added) {
    return !job.isJoin()
        && (added.contains(job)
            || switch (job.seen()) {
              case INACTIVE, BLOCKED, READY, HELD, SKIPPED, CANCELLED -> true;
              case SUCCEEDED, FAILED -> runAgain.contains(job.node.name());
              case RUNNING -> false;
            });
  }

  private boolean link(FarmGraph.Edge edge) {
    Job from = jobs.get(edge.from());
    Job to = jobs.get(edge.to());
    if (from == null || to == null) {
      return false;
    }
    links.removeIf(link -> link.from == from && link.to == to);
    Link link = new Link(from, to, edge.rule());
    link.before = value(link);
    links.add(link);
    return true;
  }

  /** With the joins that only it waits for. */
  private void remove(Job job) {
    jobs.remove(job.node.name());
    List<Job> sources = links.stream().filter(link -> link.to == job).map(l -> l.from).toList();
    links.removeIf(link -> link.to == job);
    for (Job source : sources) {
      if (source.isJoin()
          && !isGate(source)
          && links.stream().noneMatch(link -> link.from == source)) {
        remove(source);
      }
    }
  }

  private boolean isGate(Job join) {
    List<Link> members = links.stream().filter(link -> link.to == join).toList();
    return !members.isEmpty()
        && members.stream().allMatch(link -> link.rule.kind() == EdgeRule.Kind.BARRIER);
  }

  /** Puts links and jobs in order again; returns whether there is one. */
  private boolean rebuild() {
    jobs.values().forEach(job -> job.in.clear());
    links.forEach(link -> link.to.in.add(link));
    inOrder.clear();
    try {
      putInOrder();
      return true;
    } catch (IllegalArgumentException cycle) {
      return false;
    }
  }

  // ---------------------------------------------------------------- where it stands

  /** Whether no job is blocked, held, ready or running. */
  public boolean isOver() {
    return jobs.values().stream().noneMatch(job -> !job.isJoin() && UNFINISHED.contains(job.state));
  }

  public GraphState graphState() {
    if (draft) {
      return GraphState.DRAFT;
    }
    if (!isOver()) {
      return GraphState.RUNNING;
    }
    if (jobs.values().stream().anyMatch(job -> job.effective() == FAILED)) {
      return GraphState.FAILED;
    }
    return jobs.values().stream().anyMatch(job -> job.state == CANCELLED)
        ? GraphState.CANCELLED
        : GraphState.SUCCEEDED;
  }

  /** Whether nothing may be claimed, whatever its state. */
  public boolean isPaused() {
    return paused || draft;
  }

  public boolean isDraft() {
    return draft;
  }

  /** The names of the jobs in a state; joins are never among them. */
  public List<String> jobsIn(JobState state) {
    return jobs.values().stream()
        .filter(job -> !job.isJoin() && job.state == state)
        .map(job -> job.node.name())
        .toList();
  }

  /** The jobs and edges as they are now. */
  public FarmGraph graph() {
    return new FarmGraph(
        jobs.values().stream().map(job -> job.node).toList(),
        links.stream()
            .map(link -> new FarmGraph.Edge(link.from.node.name(), link.to.node.name(), link.rule))
            .toList());
  }

  /** How many attempts a job has had. */
  public int attempts(String name) {
    return job(name).attempts.size();
  }

  public Standing standing() {
    Map<String, JobStanding> standings = new LinkedHashMap<>();
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(state, jobsIn(state).size());
    }
    for (Job job : jobs.values()) {
      Counters counters = counters(job);
      standings.put(
          job.node.name(),
          new JobStanding(
              job.state, counters.need(), counters.open(), flags(job), job.attempts.size()));
    }
    return new Standing(standings, counts, graphState(), OptionalInt.of(endings));
  }

  private static int flags(Job job) {
    return (job.hold ? JobFlags.HOLD : 0)
        | (job.cancel ? JobFlags.CANCEL : 0)
        | (job.again ? JobFlags.AGAIN : 0)
        | (job.stale ? JobFlags.STALE : 0)
        | (job.waived ? JobFlags.WAIVED : 0);
  }

  Job job(String name) {
    Job job = jobs.get(name);
    if (job == null) {
      throw new IllegalArgumentException("no job is called '" + name + "'");
    }
    return job;
  }
}
