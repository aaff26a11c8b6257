package croft.core.graph;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A graph while it runs: the state and the two counters of every job, and what each event does to
 * them. This is the place where the model's rules are written in full; the store's statements are
 * its shortcut for the common case (an attempt ends, few jobs follow), and a property test holds
 * both, and a slow readable model, against each other.
 *
 * <p>Every event sets some states, brings the counters of all dependents up to date by the
 * difference of each edge's value, and then applies rule W until nothing changes. The cost is the
 * number of edges from jobs that changed. {@link #changes()} lists the net changes.
 *
 * <p>Not safe for use by several threads. Reads no clock.
 */
public final class GraphRun {
  /** What finalizers wait for beside their edges. */
  private enum Gate {
    OPEN,
    SATISFIED,
    BROKEN
  }

  private final JobGraph graph;
  private final byte[] state;
  private final int[] need;
  private final int[] open;
  private final int[] flags;
  private final int[] countOf = new int[JobState.values().length];

  /** Jobs that keep the finalizers waiting: unfinished, and neither finalizer nor join. */
  private int unfinished;

  /** Jobs that ended by an attempt or a person, finalizers and joins not counted. */
  private int ended;

  private int unfinishedFinalizers;

  /** The gate as the finalizers' counters have it. */
  private Gate storedGate = Gate.OPEN;

  private final int[] finalizers;

  private final ChangeList changes;
  private final JobQueue dirty;

  /** Finalizers, and what follows them: looked at when the gate is known. */
  private final JobQueue late;

  private boolean finalizersTurn;

  /** Whether several events are taken as one, so that rule W comes once at their end. */
  private boolean together;

  /** Jobs that leave a decided state; they keep it until rule W has looked at them. */
  private final BitSet leaving = new BitSet();

  private GraphRun(JobGraph graph, byte[] state, int[] need, int[] open, int[] flags) {
    this.graph = graph;
    this.state = state;
    this.need = need;
    this.open = open;
    this.flags = flags;
    this.changes = new ChangeList(graph.size());
    this.dirty = new JobQueue(graph);
    this.late = new JobQueue(graph);
    this.finalizers = IntStream.range(0, graph.size()).filter(this::isFinalizer).toArray();
  }

  /**
   * A graph as it is submitted. Every job goes to rule W, but those that are inactive and those
   * that need one of them.
   *
   * @param flags the {@link JobFlags} of each job; kept, not copied
   * @param inactive whether each job is to be inactive; joins never are
   */
  public static GraphRun submitted(JobGraph graph, int[] flags, boolean[] inactive) {
    GraphRun run =
        new GraphRun(
            graph, new byte[graph.size()], new int[graph.size()], new int[graph.size()], flags);
    boolean[] off =
        Activation.closure(graph, flags, new boolean[graph.size()], inactive, job -> true);
    Arrays.fill(run.state, (byte) JobState.BLOCKED.code());
    for (int job = 0; job < graph.size(); job++) {
      if (off[job]) {
        run.state[job] = (byte) JobState.INACTIVE.code();
      }
    }
    run.count();
    run.storedGate = run.gate();
    run.recount();
    int[] order = graph.order();
    for (int job : order) {
      if (run.isWaiting(job)) {
        run.enqueue(job);
      }
    }
    run.settle();
    run.changes.clear();
    return run;
  }

  /**
   * A graph as the store has it. The arrays are kept, not copied; the counters are believed.
   *
   * @param state the {@link JobState#code()} of each job
   */
  public static GraphRun loaded(JobGraph graph, byte[] state, int[] need, int[] open, int[] flags) {
    GraphRun run = new GraphRun(graph, state, need, open, flags);
    run.count();
    run.storedGate = run.gate();
    return run;
  }

  private void count() {
    for (int job = 0; job < graph.size(); job++) {
      countIn(job, 1);
    }
  }

  /**
   * The run of a graph whose jobs and edges were changed.
   *
   * @param flags of each job and join; kept, not copied
   * @param inactive whether each job is inactive, those that were added included
   */
  static GraphRun edited(
      GraphRun old,
      JobGraph now,
      int[] flags,
      boolean[] inactive,
      BitSet removed,
      BitSet replaced,
      BitSet relinked) {
    int size = old.graph.size();
    GraphRun run =
        new GraphRun(
            now,
            Arrays.copyOf(old.state, now.size()),
            new int[now.size()],
            new int[now.size()],
            flags);
    for (int job = removed.nextSetBit(0); job >= 0; job = removed.nextSetBit(job + 1)) {
      run.state[job] = (byte) JobState.SUCCEEDED.code();
    }
    for (int job = size; job < now.size(); job++) {
      if (!removed.get(job)) {
        run.state[job] = (byte) (inactive[job] ? JobState.INACTIVE : JobState.BLOCKED).code();
      }
    }
    run.count();
    // As the finalizers' counters have it: what the edit makes of it is for rule W to follow.
    run.storedGate = old.storedGate;
    run.recount(old.storedGate);
    run.together = true;
    for (int job = 0; job < now.size(); job++) {
      if (job >= size) {
        run.touch(job);
      } else if (!removed.get(job)) {
        run.take(old, job, replaced.get(job), relinked.get(job));
      }
    }
    return run;
  }

  private void take(GraphRun old, int job, boolean replaced, boolean relinked) {
    boolean counted = need[job] != old.need[job] || open[job] != old.open[job];
    if (counted || flags[job] != old.flags[job]) {
      changes.note(job, state(job), old.flags[job]);
    }
    if (replaced || relinked) {
      // A breakpoint that was decided to be skipped asks again.
      setFlags(job, flags[job] & ~JobFlags.SKIP_DECIDED);
    }
    if (counted || replaced || relinked) {
      touch(job);
    }
    if (!replaced) {
      return;
    }
    switch (state(job)) {
      case SUCCEEDED, FAILED -> reopen(job);
      case RUNNING -> setFlags(job, flags[job] | JobFlags.AGAIN);
      case INACTIVE, BLOCKED, READY, HELD, SKIPPED, CANCELLED -> {}
    }
  }

  /** Whether this number belonged to a job or join that was removed. */
  public boolean isRemoved(int job) {
    return has(job, JobFlags.REMOVED);
  }

  /** From here on rule W waits for {@link #settleTogether}: several events are one. */
  public void together() {
    together = true;
  }

  /** Applies rule W to all that happened since {@link #together}, once. */
  public void settleTogether() {
    together = false;
    settle();
  }

  /** Sets need and open of every job from the edges. */
  private void recount() {
    recount(gate());
  }

  private void recount(Gate gate) {
    for (int job = 0; job < graph.size(); job++) {
      need[job] = graph.required(job);
      open[job] = 0;
    }
    for (int job = 0; job < graph.size(); job++) {
      JobState effective = effective(job);
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        switch (graph.rule(edge).value(effective)) {
          case OPEN -> open[graph.target(edge)]++;
          case SATISFIED -> need[graph.target(edge)]--;
          case BROKEN -> {}
        }
      }
    }
    for (int job = 0; job < graph.size(); job++) {
      if (has(job, JobFlags.REMOTE)) {
        need[job] -= has(job, JobFlags.REMOTE_SATISFIED) ? 1 : 0;
        open[job] += has(job, JobFlags.REMOTE_OPEN) ? 1 : 0;
      }
    }
    for (int job : finalizers) {
      need[job] += gate == Gate.SATISFIED ? 0 : 1;
      open[job] += gate == Gate.OPEN ? 1 : 0;
    }
  }

  // ---------------------------------------------------------------- what it is

  public JobGraph graph() {
    return graph;
  }

  public JobState state(int job) {
    return JobState.ofCode(state[job]);
  }

  /** Satisfied edges that are still missing. */
  public int need(int job) {
    return need[job];
  }

  /** Edges whose value is not known yet. */
  public int open(int job) {
    return open[job];
  }

  /** The job's {@link JobFlags}. */
  public int flags(int job) {
    return flags[job];
  }

  /** How many jobs are in a state; joins are never counted. */
  public int count(JobState of) {
    return countOf[of.code()];
  }

  /** Jobs that keep finalizers waiting. */
  public int unfinished() {
    return unfinished;
  }

  /** Jobs, finalizers left out, that ended by an attempt or a person. */
  public int ended() {
    return ended;
  }

  /** Whether no job is blocked, held, ready or running. */
  public boolean isOver() {
    return unfinished == 0 && unfinishedFinalizers == 0;
  }

  /** Failures that count against the graph. */
  public int failures() {
    int failures = 0;
    for (int job = 0; job < graph.size(); job++) {
      failures += effective(job) == JobState.FAILED ? 1 : 0;
    }
    return failures;
  }

  /** The state of the graph as its jobs make it. */
  public GraphState graphState() {
    return isOver()
        ? GraphState.ofEnding(failures(), count(JobState.CANCELLED))
        : GraphState.RUNNING;
  }

  /** The net changes since the start or the last {@link #clearChanges()}. */
  public ChangeList changes() {
    return changes;
  }

  /** Forgets what changed, once it is stored. */
  public void clearChanges() {
    changes.clear();
  }

  // ---------------------------------------------------------------- events

  /** A worker takes a job. Returns whether it was ready. */
  public boolean claim(int job) {
    if (state(job) != JobState.READY) {
      return false;
    }
    setFlags(job, flags[job] & ~(JobFlags.WAIVED | JobFlags.STALE));
    change(job, JobState.RUNNING);
    settle();
    return true;
  }

  /** Whether a job is ready, but for a look whether it can take an equal one's result. */
  public boolean isToBeLookedUp(int job) {
    return state(job) == JobState.READY && has(job, JobFlags.LOOK_UP) && !isJoin(job);
  }

  /** A job takes the result of an equal one. Returns whether it may. */
  public boolean reuse(int job) {
    if (!isToBeLookedUp(job)) {
      return false;
    }
    setFlags(job, flags[job] & ~(JobFlags.LOOK_UP | JobFlags.WAIVED | JobFlags.STALE));
    change(job, JobState.SUCCEEDED);
    settle();
    return true;
  }

  /**
   * The attempt of a running job ended for good.
   *
   * @param outcome succeeded, failed or cancelled
   */
  public void end(int job, JobState outcome) {
    requireRunning(job);
    setFlags(job, flags[job] & ~(JobFlags.CANCEL | JobFlags.AGAIN));
    change(job, outcome);
    settle();
  }

  /** The attempt of a running job ended and another is to follow. */
  public void retry(int job) {
    requireRunning(job);
    setFlags(job, flags[job] & ~(JobFlags.CANCEL | JobFlags.AGAIN));
    reopen(job);
    settle();
  }

  /** Whether {@link #cancel} would do anything. */
  public boolean cancel(int job) {
    boolean cancelled = requestCancel(job);
    settle();
    return cancelled;
  }

  /**
   * Cancels all that is unfinished: all jobs first, then what follows from their edges. Finalizers
   * run after a cancel too; a second cancel, when nothing else is left to cancel, stops them.
   * Returns how many jobs it touched.
   */
  public int cancelAll() {
    int touched = 0;
    for (int job = 0; job < graph.size(); job++) {
      if (!isFinalizer(job) && requestCancel(job)) {
        touched++;
      }
    }
    if (touched == 0) {
      for (int job : finalizers) {
        touched += requestCancel(job) ? 1 : 0;
      }
    }
    settle();
    return touched;
  }

  /**
   * Cancels all that is unfinished, finalizers too: for a graph of which nothing began that they
   * could clean up. Returns how many jobs it touched.
   */
  public int cancelUnstarted() {
    int touched = 0;
    for (int job = 0; job < graph.size(); job++) {
      touched += requestCancel(job) ? 1 : 0;
    }
    settle();
    return touched;
  }

  private boolean requestCancel(int job) {
    if (isJoin(job)) {
      return false;
    }
    return switch (state(job)) {
      case BLOCKED, READY, HELD -> {
        change(job, JobState.CANCELLED);
        yield true;
      }
      case RUNNING -> {
        boolean first = !has(job, JobFlags.CANCEL) || has(job, JobFlags.AGAIN);
        setFlags(job, (flags[job] | JobFlags.CANCEL) & ~JobFlags.AGAIN);
        yield first;
      }
      case INACTIVE, SKIPPED, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Sets or lifts a hold. Returns whether that is allowed in the job's state. */
  public boolean hold(int job, boolean on) {
    if (isJoin(job)) {
      return false;
    }
    return switch (state(job)) {
      case INACTIVE, BLOCKED, READY, HELD, SKIPPED -> {
        setFlags(job, on ? flags[job] | JobFlags.HOLD : flags[job] & ~JobFlags.HOLD);
        touch(job);
        settle();
        yield true;
      }
      case RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether {@link #rerun} may be asked for this job: it is final, and no join. */
  public boolean canRerun(int job) {
    return state(job).isFinal() && !isJoin(job);
  }

  /**
   * Runs final jobs again.
   *
   * @param targets jobs for which {@link #canRerun} holds
   * @param downstream also all that follow them by needs and barriers, but inactive ones; running
   *     ones are cancelled and then run again
   */
  public void rerun(int[] targets, boolean downstream) {
    boolean[] follow =
        downstream
            ? Reach.downstream(graph, targets, job -> state(job) != JobState.INACTIVE)
            : new boolean[graph.size()];
    for (int job : targets) {
      if (!canRerun(job)) {
        throw new IllegalArgumentException("job " + job + " is " + state(job).text());
      }
      follow[job] = true;
    }
    for (int job = 0; job < graph.size(); job++) {
      if (!follow[job] || isJoin(job)) {
        continue;
      }
      // Whoever runs something again wants it to run.
      setFlags(job, flags[job] & ~JobFlags.LOOK_UP);
      switch (state(job)) {
        case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> reopen(job);
        case RUNNING -> setFlags(job, flags[job] | JobFlags.CANCEL | JobFlags.AGAIN);
        case INACTIVE, BLOCKED, READY, HELD -> {}
      }
    }
    settle();
  }

  /** Activates a job and all inactive jobs that it needs. Returns whether it was inactive. */
  public boolean activate(int job) {
    if (state(job) != JobState.INACTIVE) {
      return false;
    }
    activate(new int[] {job}, graph.incoming());
    return true;
  }

  /**
   * Activates jobs and all inactive jobs that they need.
   *
   * @param incoming of {@link #graph}
   */
  public void activate(int[] jobs, JobGraph.Incoming incoming) {
    boolean[] needed = Reach.needed(graph, incoming, jobs);
    for (int job : jobs) {
      needed[job] = true;
    }
    for (int other = 0; other < graph.size(); other++) {
      if (needed[other] && state(other) == JobState.INACTIVE) {
        reopen(other);
      }
    }
    settle();
  }

  /**
   * Deactivates a job and what then lacks a needed job; jobs that started stay. What lacked another
   * one before is left as it is. Returns whether its state allows it: waiting, cancelled or already
   * inactive.
   */
  public boolean deactivate(int job) {
    if (!canDeactivate(job)) {
      return false;
    }
    if (!isOff(job)) {
      deactivate(new int[] {job});
    }
    return true;
  }

  /** Whether {@link #deactivate} may be asked for this job. */
  public boolean canDeactivate(int job) {
    return !state(job).isStarted() && !isJoin(job);
  }

  /** Deactivates jobs, each of which may be, and what then lacks a needed job. */
  public void deactivate(int[] jobs) {
    boolean[] inactive = new boolean[graph.size()];
    for (int other = 0; other < graph.size(); other++) {
      inactive[other] = isOff(other);
    }
    boolean[] now = new boolean[graph.size()];
    for (int job : jobs) {
      now[job] = !inactive[job];
    }
    boolean[] off =
        Activation.closure(graph, flags, inactive, now, other -> !state(other).isStarted());
    for (int other = 0; other < graph.size(); other++) {
      if (off[other]) {
        leaving.clear(other);
        change(other, JobState.INACTIVE);
      }
    }
    settle();
  }

  /** Inactive, and not about to leave that. */
  private boolean isOff(int job) {
    return state(job) == JobState.INACTIVE && !leaving.get(job);
  }

  /** Waives a failure, or takes that back. Returns whether the job has failed, and stays so. */
  public boolean waive(int job, boolean on) {
    if (state(job) != JobState.FAILED || leaving.get(job)) {
      return false;
    }
    JobState before = effective(job);
    setFlags(job, on ? flags[job] | JobFlags.WAIVED : flags[job] & ~JobFlags.WAIVED);
    propagate(job, before, effective(job));
    settle();
    return true;
  }

  /**
   * A breakpoint is decided.
   *
   * @param decision succeeded, failed or skipped
   * @return whether the job was a held breakpoint without a hold
   */
  public boolean decide(int job, JobState decision) {
    if (state(job) != JobState.HELD || !has(job, JobFlags.BREAKPOINT) || has(job, JobFlags.HOLD)) {
      return false;
    }
    if (decision == JobState.SKIPPED) {
      setFlags(job, flags[job] | JobFlags.SKIP_DECIDED);
    }
    change(job, decision);
    settle();
    return true;
  }

  /** A job's deadline passed. Returns whether it was still waiting. */
  public boolean expire(int job) {
    if (isJoin(job)) {
      return false;
    }
    return switch (state(job)) {
      case BLOCKED, READY, HELD -> {
        change(job, JobState.FAILED);
        settle();
        yield true;
      }
      case INACTIVE, SKIPPED, RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** The graph's deadline passed: fails all jobs that still wait and are to be failed, at once. */
  public void expireAll(IntPredicate which) {
    for (int job = 0; job < graph.size(); job++) {
      boolean waits =
          switch (state(job)) {
            case BLOCKED, READY, HELD -> true;
            case INACTIVE, SKIPPED, RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
          };
      if (waits && !isJoin(job) && which.test(job)) {
        change(job, JobState.FAILED);
      }
    }
    settle();
  }

  /**
   * A job of another graph is worth something else now.
   *
   * @param join the one that stands for it, with {@link JobFlags#REMOTE}
   */
  public void remote(int join, EdgeValue value) {
    EdgeValue before = remote(join);
    if (before == value) {
      return;
    }
    int rest = flags[join] & ~(JobFlags.REMOTE_OPEN | JobFlags.REMOTE_SATISFIED);
    setFlags(
        join,
        rest
            | switch (value) {
              case OPEN -> JobFlags.REMOTE_OPEN;
              case SATISFIED -> JobFlags.REMOTE_SATISFIED;
              case BROKEN -> 0;
            });
    adjust(join, before, value);
    settle();
  }

  /** What the job of another graph that a join stands for is worth. */
  public EdgeValue remote(int join) {
    if (!has(join, JobFlags.REMOTE)) {
      throw new IllegalArgumentException(join + " stands for no job of another graph");
    }
    return has(join, JobFlags.REMOTE_OPEN)
        ? EdgeValue.OPEN
        : has(join, JobFlags.REMOTE_SATISFIED) ? EdgeValue.SATISFIED : EdgeValue.BROKEN;
  }

  // ---------------------------------------------------------------- how it follows

  /**
   * Takes a job out of a state that was decided; rule W says where to, once all that it waits for
   * has settled. Until then it stays where it is: dependents must not see a state that it only
   * passes through (one that is skipped again at once has opened nothing).
   */
  private void reopen(int job) {
    setFlags(job, flags[job] & ~JobFlags.SKIP_DECIDED);
    leaving.set(job);
    enqueue(job);
  }

  private void change(int job, JobState to) {
    JobState from = state(job);
    if (from == to) {
      return;
    }
    JobState before = effective(job);
    changes.note(job, from, flags[job]);
    countIn(job, -1);
    state[job] = (byte) to.code();
    countIn(job, 1);
    propagate(job, before, effective(job));
  }

  private void propagate(int job, JobState before, JobState after) {
    for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
      EdgeRule rule = graph.rule(edge);
      adjust(graph.target(edge), rule.value(before), rule.value(after));
    }
  }

  private void adjust(int job, EdgeValue before, EdgeValue after) {
    if (before == after) {
      return;
    }
    changes.note(job, state(job), flags[job]);
    need[job] += (before == EdgeValue.SATISFIED ? 1 : 0) - (after == EdgeValue.SATISFIED ? 1 : 0);
    open[job] += (after == EdgeValue.OPEN ? 1 : 0) - (before == EdgeValue.OPEN ? 1 : 0);
    setFlags(job, flags[job] & ~JobFlags.SKIP_DECIDED);
    if (after == EdgeValue.OPEN && state(job).isStarted() && !isJoin(job)) {
      if (has(job, JobFlags.BREAKPOINT) && state(job) != JobState.RUNNING) {
        reopen(job);
      } else {
        setFlags(job, flags[job] | JobFlags.STALE);
      }
    }
    touch(job);
  }

  /** Has rule W look at a job again, if the job follows it. A join always does. */
  private void touch(int job) {
    if (isWaiting(job)) {
      enqueue(job);
    }
  }

  private boolean isWaiting(int job) {
    return isJoin(job) || state(job).isWaiting();
  }

  /** Rule W, in the order of the edges. */
  private void settle() {
    if (together) {
      return;
    }
    look(dirty);
    // The last of the others has settled: only now do finalizers look, so that none of them passes
    // through what the gate was.
    Gate before = storedGate;
    Gate after = gate();
    if (after != before) {
      storedGate = after;
      moveGate(before, after);
    }
    finalizersTurn = true;
    look(late);
    finalizersTurn = false;
  }

  private void look(JobQueue queue) {
    while (!queue.isEmpty()) {
      int job = queue.remove();
      if (isWaiting(job) || leaving.get(job)) {
        change(job, RuleW.state(need[job], open[job], flags[job]));
      }
      if (leaving.get(job)) {
        leaving.clear(job);
        // After the change: dependents saw the old state through the waiver.
        setFlags(job, flags[job] & ~(JobFlags.STALE | JobFlags.WAIVED));
      }
    }
  }

  private void enqueue(int job) {
    (finalizersTurn || isFinalizer(job) ? late : dirty).add(job);
  }

  private Gate gate() {
    if (unfinished > 0) {
      return Gate.OPEN;
    }
    // Finalizers run once something is over; if nothing ever ran there is nothing to clean up.
    return ended > 0 ? Gate.SATISFIED : Gate.BROKEN;
  }

  private void moveGate(Gate before, Gate after) {
    for (int job : finalizers) {
      changes.note(job, state(job), flags[job]);
      need[job] += (before == Gate.SATISFIED ? 1 : 0) - (after == Gate.SATISFIED ? 1 : 0);
      open[job] += (after == Gate.OPEN ? 1 : 0) - (before == Gate.OPEN ? 1 : 0);
      setFlags(job, flags[job] & ~JobFlags.SKIP_DECIDED);
      boolean goesAgain = after == Gate.OPEN && !has(job, JobFlags.ONCE);
      switch (state(job)) {
        case BLOCKED, READY, HELD, SKIPPED -> enqueue(job);
        case RUNNING -> {
          if (goesAgain) {
            setFlags(job, flags[job] | JobFlags.AGAIN);
          }
        }
        case SUCCEEDED, FAILED -> {
          if (goesAgain) {
            reopen(job);
          }
        }
        // Someone did not want it: it stays so until they say otherwise.
        case CANCELLED, INACTIVE -> {}
      }
    }
  }

  private void countIn(int job, int by) {
    if (isJoin(job)) {
      return;
    }
    JobState current = state(job);
    countOf[current.code()] += by;
    if (isFinalizer(job)) {
      unfinishedFinalizers += current.isUnfinished() ? by : 0;
    } else {
      unfinished += current.isUnfinished() ? by : 0;
      ended += current.isEnded() ? by : 0;
    }
  }

  private JobState effective(int job) {
    return JobFlags.effective(state(job), flags[job]);
  }

  private void setFlags(int job, int to) {
    if (flags[job] != to) {
      changes.note(job, state(job), flags[job]);
      flags[job] = to;
    }
  }

  private boolean has(int job, int bits) {
    return JobFlags.has(flags[job], bits);
  }

  private boolean isJoin(int job) {
    return has(job, JobFlags.JOIN);
  }

  private boolean isFinalizer(int job) {
    return has(job, JobFlags.FINALIZER);
  }

  private void requireRunning(int job) {
    if (state(job) != JobState.RUNNING) {
      throw new IllegalStateException("job " + job + " is " + state(job).text() + ", not running");
    }
  }
}
