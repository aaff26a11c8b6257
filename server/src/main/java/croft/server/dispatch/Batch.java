package croft.server.dispatch;

import croft.core.graph.EdgeValue;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.graph.RuleW;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.Verdict;
import croft.core.schedule.Claimable;
import croft.core.schedule.Requirements;
import croft.store.graph.GraphImage;
import croft.store.hot.EndBatch;
import croft.store.hot.EventBatch;
import croft.store.hot.HotTransaction;
import croft.store.sql.Ints;
import croft.store.sql.Longs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of the hot path: ends, what they release, and the claims that this allows. After
 * {@link #run} and the commit, {@link #results}, {@link #claimed} and {@link #committed} say what
 * happened; before the commit nothing may be told to anybody.
 *
 * <p>What is put into the ready cache on the way is harmless if the transaction fails: it loses its
 * compare-and-set.
 */
final class Batch {
  /**
   * Rounds of release that one batch follows a cascade; beyond, the graph's own transaction does.
   */
  static final int ROUNDS_MAX = 20;

  /** Jobs that one round may touch; beyond, reading the graph is cheaper. */
  static final int ROUND_JOBS_MAX = 5_000;

  /** More ends than these are not foreseen: what a round trip costs is nothing beside them. */
  static final int FORESEEN_MAX = 100;

  private static final Verdict SUCCESS = new Verdict.Finish(JobState.SUCCEEDED, "");

  /** Claims of one kind of worker that one batch looks at. */
  static final int CLAIMS_MAX = 1_000;

  /** More follows from an end than a batch should do while others wait. */
  static final class TooMuchFollows extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Set<Long> graphs;

    TooMuchFollows(Set<Long> graphs) {
      super("a long cascade in graphs " + graphs, null, false, false);
      this.graphs = graphs;
    }

    Set<Long> graphs() {
      return graphs;
    }
  }

  private final HotTransaction transaction;
  private final ReadyCache ready;
  private final RequirementClasses classes;
  private final Map<Long, GraphImage> images;
  private final SessionBook book;
  private final Map<Long, HotTransaction.Locked> locked = new HashMap<>();
  private EventBatch events = new EventBatch();

  /** Graph, then job: need and open to subtract. Sorted, so that servers do not deadlock. */
  private TreeMap<Target, int[]> settled = new TreeMap<>(Target.ORDER);

  private final Map<End, End.Result> results = new LinkedHashMap<>();
  private final List<End> notLocked = new ArrayList<>();
  private final Set<Long> outdated = new TreeSet<>();
  private final Map<Claim, List<Claim.Taken>> claimed = new LinkedHashMap<>();
  private final Set<Long> moved = new HashSet<>();
  private final List<Claim> held = new ArrayList<>();
  private final List<ReadyCache.Entry> passedOver = new ArrayList<>();
  private final List<ReadyCache.Entry> taken = new ArrayList<>();
  private final Map<Long, Long> committed = new TreeMap<>();

  /** Graphs that ended, or that have a job since that the farm itself is to look at. */
  private final Set<Long> notable = new HashSet<>();

  private record Fence(long graph, int job, int attempt, UUID nonce) {
    static Fence of(End end) {
      return new Fence(end.graph(), end.job(), end.attempt(), end.nonce());
    }
  }

  private record Target(long graph, int job) {
    static final Comparator<Target> ORDER =
        Comparator.comparingLong(Target::graph).thenComparingInt(Target::job);
  }

  /**
   * A batch to come.
   *
   * @param images an image of each graph of the ends and of the ready jobs that it may claim
   */
  Batch(
      HotTransaction transaction,
      ReadyCache ready,
      RequirementClasses classes,
      Map<Long, GraphImage> images,
      SessionBook book) {
    this.book = book;
    this.transaction = transaction;
    this.ready = ready;
    this.classes = classes;
    this.images = images;
  }

  /** Does everything but the commit. */
  void run(List<End> ends, ParkedClaims parked) throws SQLException, TooMuchFollows {
    if (!foreseen(ends)) {
      lock(transaction.lock(graphs()));
      endAttempts(lockedOnly(ends));
    }
    release();
    claim(parked);
    publish();
  }

  // ------------------------------------------------------------------------------- what happened

  /** What became of each end that was dealt with. */
  Map<End, End.Result> results() {
    return results;
  }

  /** Ends whose graph an edit has, or whose image was out of date: to be tried again. */
  List<End> notLocked() {
    return notLocked;
  }

  /** Graphs whose image is out of date. */
  Set<Long> outdated() {
    return outdated;
  }

  /** The claims that got something. */
  Map<Claim, List<Claim.Taken>> claimed() {
    return claimed;
  }

  /** Sessions with claims here that are over, or that another server has taken over. */
  Set<Long> moved() {
    return moved;
  }

  /** The claims that this batch has in hand, whether they got something or not. */
  List<Claim> held() {
    return held;
  }

  /** Jobs that were better but whose graph was not locked: to be given back to the cache. */
  List<ReadyCache.Entry> passedOver() {
    return passedOver;
  }

  /** Jobs taken from the cache: to be given back if the transaction fails. */
  List<ReadyCache.Entry> taken() {
    return taken;
  }

  /** The number of the last event of each graph that changed. */
  Map<Long, Long> committed() {
    return committed;
  }

  /** Whether a graph's jobs only ended, became ready and were claimed. */
  boolean isPlain(long graph) {
    return !notable.contains(graph);
  }

  // ------------------------------------------------------------------------------- lock

  private long[] graphs() {
    return images.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private void lock(List<HotTransaction.Locked> graphs) {
    for (HotTransaction.Locked graph : graphs) {
      GraphImage image = image(graph.graph());
      if (image.version() != graph.version()) {
        outdated.add(graph.graph());
        continue;
      }
      locked.put(graph.graph(), graph);
      if (!graph.claimable()) {
        // Paused: its jobs come back with the refill that follows when it is resumed.
        ready.drop(graph.graph());
      }
    }
  }

  private List<End> lockedOnly(List<End> ends) {
    List<End> lockedEnds = new ArrayList<>(ends.size());
    for (End end : ends) {
      if (locked.containsKey(end.graph())) {
        lockedEnds.add(end);
      } else {
        notLocked.add(end);
      }
    }
    lockedEnds.sort(Comparator.comparingLong(End::graph).thenComparingInt(End::job));
    return lockedEnds;
  }

  // ------------------------------------------------------------------------------- foreseen

  /**
   * The usual case in one round trip instead of three: all ends are successes and will be accepted,
   * so that what they settle is known before. False, with nothing done, if it is not that case, or
   * turned out not to be.
   */
  private boolean foreseen(List<End> ends) throws SQLException {
    if (ends.isEmpty() || ends.size() > FORESEEN_MAX || !canBeForeseen(ends)) {
      return false;
    }
    List<End> sorted = new ArrayList<>(ends);
    sorted.sort(Comparator.comparingLong(End::graph).thenComparingInt(End::job));
    EndBatch batch = new EndBatch();
    for (End end : sorted) {
      add(batch, end, SUCCESS);
      settle(end.graph(), end.job(), JobState.SUCCEEDED, 0);
    }
    Settled now = takeSettled();
    HotTransaction.Opened opened =
        transaction.lockEndRelease(
            graphs(),
            batch,
            now.graphs.toArray(),
            now.jobs.toArray(),
            now.need.toArray(),
            now.open.toArray());
    if (!isAsForeseen(opened, sorted.size())) {
      transaction.rollback();
      return false;
    }
    lock(opened.locked());
    for (HotTransaction.Ended row : opened.ended()) {
      accepted(sorted.get(row.item()), row);
    }
    // It is in the database already.
    settled.clear();
    released(now, opened.released());
    return true;
  }

  private boolean canBeForeseen(List<End> ends) {
    Set<Fence> seen = new HashSet<>();
    for (End end : ends) {
      boolean usual =
          end.outcome() instanceof Outcome.Succeeded
              && end.job() < image(end.graph()).edges().size();
      if (!usual || !seen.add(Fence.of(end))) {
        return false;
      }
    }
    return true;
  }

  private boolean isAsForeseen(HotTransaction.Opened opened, int ends) {
    int current = 0;
    for (HotTransaction.Locked graph : opened.locked()) {
      current += image(graph.graph()).version() == graph.version() ? 1 : 0;
    }
    return current == images.size()
        && opened.ended().size() == ends
        && opened.ended().stream().allMatch(end -> end.state() == JobState.SUCCEEDED);
  }

  // ------------------------------------------------------------------------------- ends

  private void endAttempts(List<End> ends) throws SQLException {
    // An UPDATE … FROM with two source rows for one target applies one of them: the same attempt
    // twice in a batch waits for the answer of the first. The nonce belongs to its name: a forged
    // report must not stand before the true one.
    List<End> first = new ArrayList<>(ends.size());
    List<End> again = new ArrayList<>();
    Set<Fence> seen = new HashSet<>();
    for (End end : ends) {
      (seen.add(Fence.of(end)) ? first : again).add(end);
    }
    List<End> plain = new ArrayList<>(first.size());
    List<End> byPolicy = new ArrayList<>();
    for (End end : first) {
      (end.outcome() instanceof Outcome.Succeeded ? plain : byPolicy).add(end);
    }
    List<End> missed = endPlain(plain);
    byPolicy.addAll(missed);
    List<End> over = endByPolicy(byPolicy);
    over.addAll(again);
    answerOver(over);
  }

  /** Successes: nothing to look up. Returns those that no row matched. */
  private List<End> endPlain(List<End> ends) throws SQLException {
    EndBatch batch = new EndBatch();
    for (End end : ends) {
      add(batch, end, SUCCESS);
    }
    return apply(ends, batch, Map.of());
  }

  /**
   * Ends for which the retry policy, or a request to cancel or to run again, decides. Returns those
   * that no row matched.
   */
  private List<End> endByPolicy(List<End> ends) throws SQLException {
    if (ends.isEmpty()) {
      return new ArrayList<>();
    }
    List<HotTransaction.Running> rows = readRunning(ends);
    List<End> live = new ArrayList<>();
    EndBatch batch = new EndBatch();
    Map<End, Verdict> verdicts = new HashMap<>();
    Set<End> found = new HashSet<>();
    rows.sort(Comparator.comparingInt(HotTransaction.Running::item));
    for (HotTransaction.Running row : rows) {
      End end = ends.get(row.item());
      int losses = row.losses() + (end.outcome() instanceof Outcome.Lost ? 1 : 0);
      Verdict verdict =
          image(end.graph())
              .policy(end.job())
              .retry()
              .after(end.outcome(), row.tries(), losses, row.flags());
      found.add(end);
      live.add(end);
      verdicts.put(end, verdict);
      add(batch, end, verdict);
    }
    List<End> missed = new ArrayList<>(ends);
    missed.removeIf(found::contains);
    missed.addAll(apply(live, batch, verdicts));
    return missed;
  }

  private List<HotTransaction.Running> readRunning(List<End> ends) throws SQLException {
    return transaction.readRunning(
        ends.stream().mapToLong(End::graph).toArray(),
        ends.stream().mapToInt(End::job).toArray(),
        ends.stream().mapToInt(End::attempt).toArray(),
        ends.stream().map(End::nonce).toArray(UUID[]::new));
  }

  private void add(EndBatch batch, End end, Verdict verdict) {
    batch.add(
        end.graph(),
        end.job(),
        end.attempt(),
        end.nonce(),
        end.outcome(),
        verdict,
        end.reportHash(),
        // A number that no job has belongs to no row: it is answered as stale.
        end.job() < image(end.graph()).edges().size()
            ? image(end.graph()).definition(end.job(), end.attempt())
            : -1,
        // Of the version that is locked, or this batch does not touch the graph.
        image(end.graph()).revision(end.job(), end.attempt()),
        end.reason(),
        end.report());
  }

  private List<End> apply(List<End> ends, EndBatch batch, Map<End, Verdict> verdicts)
      throws SQLException {
    if (ends.isEmpty()) {
      return List.of();
    }
    boolean[] done = new boolean[ends.size()];
    for (HotTransaction.Ended row : transaction.end(batch)) {
      done[row.item()] = true;
      End end = ends.get(row.item());
      accepted(end, row);
      if (isForWorkers(row.state(), row.flags())) {
        offer(end, row.requirementClass(), verdicts.get(end));
      }
    }
    List<End> missed = new ArrayList<>();
    for (int item = 0; item < done.length; item++) {
      if (!done[item]) {
        missed.add(ends.get(item));
      }
    }
    return missed;
  }

  private void accepted(End end, HotTransaction.Ended row) {
    results.put(end, End.Result.ACCEPTED);
    events.add(end.graph(), end.job(), end.attempt(), JobState.RUNNING, row.state(), row.flags());
    if (row.state().isFinal()) {
      settle(end.graph(), end.job(), row.state(), row.flags());
    } else if (!isForWorkers(row.state(), row.flags())) {
      notable.add(end.graph());
    }
  }

  /** Rather than held, or for a look whether an equal job's result will do. */
  private static boolean isForWorkers(JobState state, int flags) {
    return state == JobState.READY && !JobFlags.has(flags, JobFlags.LOOK_UP);
  }

  private void offer(End end, int requirementClass, @Nullable Verdict verdict) throws SQLException {
    classes.learn(requirementClass);
    Claimable job = claimable(end.graph(), end.job());
    if (verdict instanceof Verdict.Retry(var delay) && delay.isPositive()) {
      ready.addLater(requirementClass, job, System.nanoTime() + delay.toNanos());
    } else {
      ready.add(requirementClass, job);
    }
  }

  /** Reports of attempts that do not run: repeated, contradicting, or stale. */
  private void answerOver(List<End> ends) throws SQLException {
    if (ends.isEmpty()) {
      return;
    }
    for (End end : ends) {
      results.put(end, End.Result.STALE);
    }
    for (HotTransaction.Reported row :
        transaction.readEnded(
            ends.stream().mapToLong(End::graph).toArray(),
            ends.stream().mapToInt(End::job).toArray(),
            ends.stream().mapToInt(End::attempt).toArray(),
            ends.stream().map(End::nonce).toArray(UUID[]::new))) {
      End end = ends.get(row.item());
      results.put(
          end, row.reportHash() == end.reportHash() ? End.Result.REPEATED : End.Result.CONFLICT);
    }
  }

  // ------------------------------------------------------------------------------- release

  /** Notes what a job's end settles. */
  private void settle(long graph, int job, JobState state, int flags) {
    JobGraph edges = image(graph).edges();
    JobState effective = JobFlags.effective(state, flags);
    for (int edge = edges.firstEdge(job); edge < edges.lastEdge(job); edge++) {
      EdgeValue value = edges.rule(edge).value(effective);
      settle(graph, edges.target(edge), value == EdgeValue.SATISFIED ? 1 : 0);
    }
  }

  private void settle(long graph, int job, int satisfied) {
    int[] counts = settled.computeIfAbsent(new Target(graph, job), _ -> new int[2]);
    counts[0] += satisfied;
    counts[1]++;
  }

  private void release() throws SQLException, TooMuchFollows {
    for (int round = 0; !settled.isEmpty(); round++) {
      if (round == ROUNDS_MAX || settled.size() > ROUND_JOBS_MAX) {
        Set<Long> graphs = new HashSet<>();
        settled.keySet().forEach(target -> graphs.add(target.graph()));
        throw new TooMuchFollows(graphs);
      }
      Settled now = takeSettled();
      released(
          now,
          transaction.release(
              now.graphs.toArray(), now.jobs.toArray(), now.need.toArray(), now.open.toArray()));
    }
  }

  /** What {@link #settled} had, in columns. */
  private record Settled(List<Target> targets, Longs graphs, Ints jobs, Ints need, Ints open) {}

  private Settled takeSettled() {
    Settled now =
        new Settled(
            new ArrayList<>(settled.keySet()), new Longs(), new Ints(), new Ints(), new Ints());
    settled.forEach(
        (target, counts) -> {
          now.graphs.add(target.graph());
          now.jobs.add(target.job());
          now.need.add(counts[0]);
          now.open.add(counts[1]);
        });
    settled = new TreeMap<>(Target.ORDER);
    return now;
  }

  private void released(Settled now, List<HotTransaction.Released> rows) throws SQLException {
    for (HotTransaction.Released row : rows) {
      Target target = now.targets.get(row.item());
      // The row does not say what it was before, but the counters do: only a blocked job moves.
      JobState before =
          RuleW.state(
              row.need() + now.need.get(row.item()),
              row.open() + now.open.get(row.item()),
              row.flags());
      boolean moved =
          before == JobState.BLOCKED
              && row.state() == RuleW.state(row.need(), row.open(), row.flags())
              && row.state() != JobState.BLOCKED;
      if (moved) {
        moved(target, row);
      }
    }
  }

  private void moved(Target target, HotTransaction.Released row) throws SQLException {
    events.add(target.graph(), target.job(), 0, JobState.BLOCKED, row.state(), row.flags());
    if (row.state().isFinal()) {
      settle(target.graph(), target.job(), row.state(), row.flags());
    } else if (isForWorkers(row.state(), row.flags())) {
      // No refill brings it: it may be the first job that requires this, and nobody would claim it.
      classes.learn(row.requirementClass());
      ready.add(row.requirementClass(), claimable(target.graph(), target.job()));
    } else {
      notable.add(target.graph());
    }
  }

  private Claimable claimable(long graph, int job) {
    GraphImage image = image(graph);
    return new Claimable(graph, job, image.priority(job), image.rank(job));
  }

  // ------------------------------------------------------------------------------- claim

  private record Match(Claim claim, int number, ReadyCache.Entry entry) {}

  private void claim(ParkedClaims parked) throws SQLException {
    List<Match> matches = new ArrayList<>();
    Set<Long> claimable = new HashSet<>();
    locked.forEach(
        (graph, state) -> {
          if (state.claimable()) {
            claimable.add(graph);
          }
        });
    for (Requirements.Offer offer : parked.offers()) {
      int[] met = classes.metBy(offer);
      for (Claim claim : parked.of(offer, CLAIMS_MAX)) {
        if (!take(claim, met, claimable, matches)) {
          break;
        }
      }
    }
    if (matches.isEmpty()) {
      return;
    }
    matches.sort(
        Comparator.comparingLong((Match match) -> match.entry.job().graph())
            .thenComparingInt(match -> match.entry.job().job()));
    Longs graphs = new Longs();
    Ints jobs = new Ints();
    UUID[] nonces = new UUID[matches.size()];
    Longs sessions = new Longs();
    for (int item = 0; item < nonces.length; item++) {
      Match match = matches.get(item);
      graphs.add(match.entry.job().graph());
      jobs.add(match.entry.job().job());
      nonces[item] = match.claim.nonce(match.number);
      sessions.add(match.claim.session());
    }
    boolean[] got = new boolean[matches.size()];
    for (HotTransaction.Claimed row :
        transaction.claim(
            graphs.toArray(), jobs.toArray(), nonces, sessions.toArray(), book.server())) {
      got[row.item()] = true;
      Match match = matches.get(row.item());
      Claimable job = match.entry.job();
      events.add(job.graph(), job.job(), row.attempt(), JobState.READY, JobState.RUNNING, 0);
      claimed
          .computeIfAbsent(match.claim, _ -> new ArrayList<>())
          .add(new Claim.Taken(job.graph(), job.job(), row.attempt(), nonces[row.item()]));
    }
    remember();
    missed(matches, got);
  }

  /**
   * Jobs that were not given, because another server has them, or because the session that they
   * were for is not served here any more: those are for somebody else.
   */
  private void missed(List<Match> matches, boolean[] got) throws SQLException {
    Set<Long> sessions = new TreeSet<>();
    for (int item = 0; item < got.length; item++) {
      if (!got[item]) {
        sessions.add(matches.get(item).claim.session());
      }
    }
    if (sessions.isEmpty()) {
      return;
    }
    moved.addAll(sessions);
    moved.removeAll(
        transaction.served(sessions.stream().mapToLong(Long::longValue).toArray(), book.server()));
    for (Match match : matches) {
      if (moved.contains(match.claim.session())) {
        passedOver.add(match.entry);
      }
    }
  }

  /** Where to look for a session's attempts when it is over. */
  private void remember() throws SQLException {
    Longs sessions = new Longs();
    Longs graphs = new Longs();
    claimed.forEach(
        (claim, jobs) -> {
          Set<Long> seen = new TreeSet<>();
          for (Claim.Taken job : jobs) {
            if (seen.add(job.graph()) && !book.isOnRecord(claim.session(), job.graph())) {
              sessions.add(claim.session());
              graphs.add(job.graph());
            }
          }
        });
    if (sessions.size() > 0) {
      transaction.remember(sessions.toArray(), graphs.toArray());
    }
  }

  /** Finds jobs for a claim; false when there are no more for workers of its kind. */
  private boolean take(Claim claim, int[] met, Set<Long> claimable, List<Match> matches) {
    if (!claim.hold()) {
      return true;
    }
    held.add(claim);
    for (int number = 0; number < claim.slots(); number++) {
      ReadyCache.Entry entry = ready.take(met, claimable, passedOver);
      if (entry == null) {
        return false;
      }
      taken.add(entry);
      matches.add(new Match(claim, number, entry));
    }
    return true;
  }

  // ------------------------------------------------------------------------------- publish

  private void publish() throws SQLException, TooMuchFollows {
    if (events.isEmpty()) {
      return;
    }
    if (goesOn()) {
      transaction
          .publishAndCommit(events)
          .forEach(graph -> committed.put(graph.graph(), graph.seq()));
      return;
    }
    List<HotTransaction.Progress> progress = transaction.publish(events);
    Map<Long, HotTransaction.Progress> last = new TreeMap<>();
    for (HotTransaction.Progress graph : progress) {
      last.put(graph.graph(), graph);
      // The last job that finalizers wait for ended in this transaction, and no other can see to
      // it: whoever is second to take the graph's row sees the first one's counts.
      if (graph.unfinished() == 0 && events.endsTheLast(graph.graph())) {
        for (int job : image(graph.graph()).finalizers()) {
          settle(graph.graph(), job, graph.ended() > 0 ? 1 : 0);
        }
      }
    }
    if (!settled.isEmpty()) {
      events = new EventBatch();
      release();
      for (HotTransaction.Progress graph : transaction.publish(events)) {
        last.put(graph.graph(), graph);
      }
    }
    last.values().forEach(graph -> committed.put(graph.graph(), graph.seq()));
    finish(last);
  }

  /**
   * Whether no graph of the batch can be over, and no finalizer's turn can have come: each has a
   * job that this batch started. Nothing then follows from the counts.
   */
  private boolean goesOn() {
    Set<Long> going = new HashSet<>();
    for (List<Claim.Taken> jobs : claimed.values()) {
      for (Claim.Taken job : jobs) {
        if (Arrays.binarySearch(image(job.graph()).finalizers(), job.job()) < 0) {
          going.add(job.graph());
        }
      }
    }
    return events.graphs().stream().allMatch(going::contains);
  }

  private void finish(Map<Long, HotTransaction.Progress> last) throws SQLException {
    Longs over = new Longs();
    List<String> states = new ArrayList<>();
    for (HotTransaction.Progress graph : last.values()) {
      if (graph.alive() == 0) {
        over.add(graph.graph());
        states.add(GraphState.ofEnding(graph.failures(), graph.cancelled()).text());
      }
    }
    if (over.size() > 0) {
      for (HotTransaction.Published graph : transaction.finish(over.toArray(), states)) {
        committed.put(graph.graph(), graph.seq());
        notable.add(graph.graph());
      }
    }
  }

  private GraphImage image(long graph) {
    GraphImage image = images.get(graph);
    if (image == null) {
      throw new IllegalStateException("graph " + graph + " is not part of this batch");
    }
    return image;
  }
}
