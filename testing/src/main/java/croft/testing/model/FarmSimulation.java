package croft.testing.model;

import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.schedule.Claimable;
import croft.testing.model.SystemUnderTest.Answer;
import croft.testing.model.SystemUnderTest.AttemptReport;
import croft.testing.model.SystemUnderTest.Grant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole farm in virtual time, on one thread: graphs run by the core's engine, a server that gives
 * jobs out in the claim order and keeps sessions and leases, workers with clocks of their own, and
 * a network that loses, doubles and delays what they say. Workers die, the server restarts, people
 * command and edit. Everything follows from the seed: the same seed has the same history.
 *
 * <p>Each event of a graph is told to the {@link FarmModel} too, and both must stand at the same.
 * What the model does not know is checked besides: leases are not lost early or late, no script
 * runs beside a later attempt of its job, and when nothing disturbs any more, nothing is left
 * waiting.
 */
public final class FarmSimulation {
  private static final long LEASE_MS = 30_000;
  private static final long BEAT_MS = 10_000;
  private static final long LATE_MS = 5_000;
  private static final long UNLISTED_GRACE_MS = 8_000;

  /**
   * What takes longer was given up. The grace for attempts that a heartbeat does not list goes by
   * that: if the answer to a claim and a heartbeat that was sent before it came took longer
   * together, the attempt would be taken away from a worker that runs it.
   */
  private static final int DELAY_MS_MAX = (int) UNLISTED_GRACE_MS / 2;

  /** A worker stops its jobs when so much of the lease is over by its own clock. */
  private static final double OWN_SHARE = 0.9;

  private static final long RESEND_MS = 2_000;
  private static final long PARK_MS = 10_000;
  private static final int WORKERS = 5;
  private static final int GRAPHS = 6;
  private static final int LOOK_EVERY = 500;
  private static final long QUIET_MS = 300_000;

  /** What can be done wrong, to see that it is found. */
  public enum Weakness {
    /** The lease runs from when the worker's clock says. */
    LEASE_BY_WORKERS_CLOCK,
    /** A repeated claim gets other jobs. */
    CLAIMS_FORGOTTEN,
    /** What a worker was given and does not list stays its own. */
    UNLISTED_KEPT,
    /** What a session that is over held stays with it. */
    NEVER_SWEPT,
    /** A worker goes on when its lease is over. */
    WORKER_GOES_ON,
    /** Jobs are given out in any order. */
    ANY_ORDER
  }

  /** What came of a run. */
  public record Result(long steps, long grants, long losses, String hash) {}

  private record Event(long at, long number, Runnable what) {}

  private record AttemptKey(long graph, String job, int attempt) {}

  /** A graph in the engine and in the model. */
  private static final class Graph {
    final long id;
    final GraphRunSystem system;
    final FarmModel model;
    final StoryWriter writer;
    final int priority;
    final long born;

    Graph(long id, Random random, long now) {
      this.id = id;
      Set<Feature> features = EnumSet.allOf(Feature.class);
      features.remove(Feature.BAD_REPORTS);
      features.remove(Feature.LOSSES);
      this.writer = new StoryWriter(random, features);
      FarmGraph graph = writer.graph();
      this.system = (GraphRunSystem) GraphRunSystem.reloaded().submit(graph);
      this.model = FarmModel.submitted(graph);
      this.priority = random.nextInt(3);
      this.born = now;
    }
  }

  /** A row of the database: an attempt that runs. */
  private record Row(AttemptKey key, String nonce, int session, long request, long since) {}

  /** A session as the database has it. */
  private static final class Session {
    final int id;
    final int worker;
    long beatAt;
    long expiresAt;
    long latestRequest = -1;
    boolean over;

    Session(int id, int worker, long now) {
      this.id = id;
      this.worker = worker;
      this.beatAt = now;
      this.expiresAt = now + LEASE_MS;
    }
  }

  private static final class Parked {
    final int session;
    final long request;
    final int slots;

    Parked(int session, long request, int slots) {
      this.session = session;
      this.request = request;
      this.slots = slots;
    }
  }

  private final Random random;
  private final @Nullable Weakness weakness;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final MessageDigest history;
  private final Map<Long, Graph> graphs = new TreeMap<>();
  private final Map<Integer, Session> sessions = new TreeMap<>();
  private final Map<AttemptKey, Row> rows = new LinkedHashMap<>();

  /** When the claim that an attempt was given to was last answered. */
  private final Map<AttemptKey, Long> answered = new LinkedHashMap<>();

  private final List<Parked> parked = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();

  /** Scripts that run, wherever: by graph and job, the attempt and its worker. */
  private final Map<String, Map<Integer, Worker>> scripts = new TreeMap<>();

  private long now;
  private long number;
  private long steps;
  private long nextGraph = 1;
  private long nextRequest = 1;
  private int nextSession = 1;
  private long grants;
  private long losses;
  private long serverAwayUntil;
  private boolean quiet;

  private FarmSimulation(long seed, @Nullable Weakness weakness) {
    this.random = new Random(seed);
    this.weakness = weakness;
    try {
      this.history = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Runs a farm for so many steps, and then until it is at rest.
   *
   * @param weakness null for none
   * @throws AssertionError naming the seed and the step, where something is wrong
   */
  public static Result run(long seed, long steps, @Nullable Weakness weakness) {
    FarmSimulation farm = new FarmSimulation(seed, weakness);
    try {
      farm.run(steps);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d, step %d, at %d ms: %s".formatted(seed, farm.steps, farm.now, e.getMessage()),
          e);
    }
    return new Result(
        farm.steps,
        farm.grants,
        farm.losses,
        HexFormat.of().formatHex(farm.history.digest()).substring(0, 16));
  }

  private void run(long wanted) {
    for (int worker = 0; worker < WORKERS; worker++) {
      Worker one = new Worker(worker);
      workers.add(one);
      after(random.nextInt(1_000), one::start);
    }
    after(500, this::people);
    after(1_000, this::reap);
    after(5_000, this::disturb);
    while (steps < wanted) {
      step();
    }
    quiet = true;
    for (Graph graph : graphs.values()) {
      command(graph, new Step.Start());
      command(graph, new Step.Pause(false));
    }
    long end = now + QUIET_MS;
    while (now < end) {
      step();
    }
    for (Graph graph : graphs.values()) {
      for (JobState state : List.of(JobState.READY, JobState.RUNNING)) {
        require(
            graph.model.jobsIn(state).isEmpty(),
            "graph %d is left with %s %s"
                .formatted(graph.id, state.text(), graph.model.jobsIn(state)));
      }
    }
  }

  private void step() {
    Event event = events.poll();
    if (event == null) {
      throw new AssertionError("nothing happens any more");
    }
    now = event.at;
    steps++;
    event.what.run();
    if (steps % LOOK_EVERY == 0) {
      look();
    }
  }

  private void after(long ms, Runnable what) {
    events.add(new Event(now + ms, number++, what));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private void note(String what) {
    history.update((now + " " + what + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  // ---------------------------------------------------------------- the network

  /** Something on its way: lost, doubled, late. */
  private void send(boolean reachable, Runnable arrives) {
    if (quiet) {
      after(1 + random.nextInt(20), arrives);
      return;
    }
    if (!reachable || chance(0.03)) {
      return;
    }
    int copies = chance(0.03) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      after(1 + random.nextInt(chance(0.02) ? DELAY_MS_MAX : 50), arrives);
    }
  }

  private void toServer(Worker from, Runnable arrives) {
    send(
        from.reachable(),
        () -> {
          if (now >= serverAwayUntil) {
            arrives.run();
          }
        });
  }

  // ---------------------------------------------------------------- people, and bad luck

  private void people() {
    while (graphs.size() < GRAPHS && !quiet) {
      Graph graph = new Graph(nextGraph++, random, now);
      graphs.put(graph.id, graph);
      note("submitted " + graph.id);
    }
    for (Graph graph : List.copyOf(graphs.values())) {
      if ((!quiet && graph.model.isOver() && now - graph.born > 30_000 && chance(0.3))
          || (now - graph.born > 150_000 && !holdsSomething(graph.id))) {
        graphs.remove(graph.id);
        answered.keySet().removeIf(key -> key.graph == graph.id);
        note("gone " + graph.id);
      } else if (!quiet && chance(0.3)) {
        Step step = graph.writer.step(graph.model, graph.model.graph().jobs());
        if (step instanceof Step.Command command) {
          command(graph, command);
        }
      }
    }
    after(200 + random.nextInt(800), this::people);
  }

  private boolean holdsSomething(long graph) {
    return rows.keySet().stream().anyMatch(key -> key.graph == graph);
  }

  private void command(Graph graph, Step.Command command) {
    Boolean is = graph.system.command(command);
    boolean must = graph.model.command(command);
    require(is == null || is == must, command + " must be " + must);
    note("command " + graph.id + " " + command.getClass().getSimpleName() + " " + must);
    changed(graph);
  }

  private void disturb() {
    if (!quiet) {
      Worker worker = workers.get(random.nextInt(workers.size()));
      int roll = random.nextInt(10);
      if (roll < 2) {
        worker.die();
      } else if (roll < 5) {
        worker.cutUntil = now + random.nextInt(3 * (int) LEASE_MS);
      } else if (roll < 7) {
        worker.freeze(random.nextInt(2 * (int) LEASE_MS));
      } else if (roll < 8) {
        // A restart: what waits is forgotten, what is stored is not.
        parked.clear();
        serverAwayUntil = now + random.nextInt(3_000);
        note("restart");
      }
    }
    after(2_000 + random.nextInt(8_000), this::disturb);
  }

  /** What must be true of the whole farm at any time. */
  private void look() {
    for (Row row : rows.values()) {
      Session session = sessions.get(row.session);
      require(session != null, row + " is of no session");
      if (session != null) {
        require(
            (now - session.expiresAt) <= LATE_MS,
            "%s is lost late: the lease ended %d ms ago"
                .formatted(row.key, now - session.expiresAt));
      }
      Graph graph = graphs.get(row.key.graph);
      require(
          graph == null || graph.model.jobsIn(JobState.RUNNING).contains(row.key.job),
          row.key + " is given out and does not run");
    }
  }

  // ---------------------------------------------------------------- the server

  /** Both stand at the same after an event. */
  private void changed(Graph graph) {
    require(
        graph.model.standing().equals(graph.system.standing())
            || sameButEndings(graph.model.standing(), graph.system.standing()),
        "graph %d must be %s%nand is %s"
            .formatted(graph.id, graph.model.standing(), graph.system.standing()));
    dispatch();
  }

  private static boolean sameButEndings(
      SystemUnderTest.Standing must, SystemUnderTest.Standing is) {
    return must.jobs().equals(is.jobs())
        && must.counts().equals(is.counts())
        && must.graph() == is.graph()
        && (is.endings().isEmpty() || must.endings().equals(is.endings()));
  }

  private Answer report(Row row, Outcome outcome) {
    rows.remove(row.key);
    Graph graph = graphs.get(row.key.graph);
    if (graph == null) {
      return Answer.STALE;
    }
    return report(graph, row.key, row.nonce, outcome);
  }

  private Answer report(Graph graph, AttemptKey key, String nonce, Outcome outcome) {
    Answer is =
        graph
            .system
            .batch(List.of(new AttemptReport(key.job, key.attempt, nonce, outcome)), List.of())
            .answers()
            .getFirst();
    Answer must = graph.model.report(key.job, key.attempt, nonce, outcome);
    require(is == must, "%s: the report must be %s and is %s".formatted(key, must, is));
    note("report " + key + " " + outcome + " " + is);
    if (is == Answer.ACCEPTED) {
      changed(graph);
    }
    return is;
  }

  private List<Claimable> ready() {
    List<Claimable> ready = new ArrayList<>();
    for (Graph graph : graphs.values()) {
      if (!graph.model.isPaused() && !graph.model.isDraft()) {
        for (String job : graph.model.jobsIn(JobState.READY)) {
          ready.add(
              new Claimable(
                  graph.id, graph.model.graph().number(job), graph.priority, job.hashCode() % 5));
        }
      }
    }
    ready.sort(Comparator.naturalOrder());
    return ready;
  }

  private void dispatch() {
    if (now < serverAwayUntil) {
      return;
    }
    for (Parked claim : List.copyOf(parked)) {
      List<Row> given = new ArrayList<>();
      List<Claimable> ready = ready();
      while (given.size() < claim.slots && !ready.isEmpty()) {
        int at = weakness == Weakness.ANY_ORDER ? ready.size() - 1 : 0;
        given.add(give(ready.remove(at), claim));
        // None that waits is better than one that was given.
        for (Claimable left : ready) {
          Row last = given.getLast();
          Graph of = graphs.get(last.key.graph);
          require(
              of != null
                  && new Claimable(
                              of.id,
                              of.model.graph().number(last.key.job),
                              of.priority,
                              last.key.job.hashCode() % 5)
                          .compareTo(left)
                      <= 0,
              last.key + " was given before " + left);
        }
      }
      if (!given.isEmpty()) {
        parked.remove(claim);
        answer(claim, given);
      }
    }
  }

  private Row give(Claimable job, Parked claim) {
    Graph graph = graphs.get(job.graph());
    if (graph == null) {
      throw new AssertionError("no graph " + job.graph());
    }
    String name =
        graph.model.jobsIn(JobState.READY).stream()
            .filter(one -> graph.model.graph().number(one) == job.job())
            .findFirst()
            .orElseThrow();
    require(
        rows.values().stream()
            .noneMatch(
                row ->
                    row.session == claim.session
                        && row.request == claim.request
                        && row.since < now),
        "claim %d of session %d is given other jobs than before"
            .formatted(claim.request, claim.session));
    Grant grant = graph.system.claim(name, claim.session);
    require(graph.model.claim(name, grant.nonce(), claim.session), name + " is not to be claimed");
    require(
        graph.model.attempts(name) == grant.attempt(), name + ": the attempt's number is wrong");
    AttemptKey key = new AttemptKey(graph.id, name, grant.attempt());
    Row row = new Row(key, grant.nonce(), claim.session, claim.request, now);
    require(rows.put(key, row) == null, key + " was given before");
    require(
        sameButEndings(graph.model.standing(), graph.system.standing()),
        "a claim of %s leads to two standings".formatted(key));
    grants++;
    note("given " + key + " to " + claim.session);
    return row;
  }

  private void answer(Parked claim, List<Row> given) {
    Session session = sessions.get(claim.session);
    given.forEach(row -> answered.put(row.key, now));
    if (session != null) {
      Worker worker = workers.get(session.worker);
      send(worker.reachable(), () -> worker.claimed(claim.session, claim.request, given));
    }
  }

  private boolean isLive(@Nullable Session session) {
    return session != null && !session.over && session.expiresAt > now;
  }

  private void onRegister(Worker worker, long sent) {
    Session session = new Session(nextSession++, worker.id, now);
    for (Session earlier : List.copyOf(sessions.values())) {
      if (earlier.worker == worker.id && !earlier.over) {
        end(earlier);
      }
    }
    sessions.put(session.id, session);
    note("session " + session.id + " of " + worker.id);
    send(worker.reachable(), () -> worker.registered(session.id, sent));
  }

  private void onClaim(Worker worker, int id, long request, int slots) {
    Session session = sessions.get(id);
    if (session == null || !isLive(session)) {
      send(worker.reachable(), () -> worker.over(id));
      return;
    }
    if (request < session.latestRequest) {
      // Late: the worker has its answer, or gave it up.
      return;
    }
    session.latestRequest = request;
    List<Row> before = new ArrayList<>();
    if (weakness != Weakness.CLAIMS_FORGOTTEN) {
      rows.values().stream()
          .filter(row -> row.session == id && row.request == request)
          .forEach(before::add);
    }
    Parked claim = new Parked(id, request, slots);
    if (!before.isEmpty()) {
      answer(claim, before);
    } else if (parked.stream().noneMatch(one -> one.session == id && one.request == request)) {
      parked.add(claim);
      after(
          PARK_MS,
          () -> {
            if (parked.remove(claim)) {
              answer(claim, List.of());
            }
          });
      dispatch();
    }
  }

  private void onReport(
      Worker worker, AttemptKey key, String nonce, Outcome outcome, Runnable done) {
    Row row = rows.get(key);
    Graph graph = graphs.get(key.graph);
    if (row != null && row.nonce.equals(nonce)) {
      var _ = report(row, outcome);
    } else if (graph != null) {
      var _ = report(graph, key, nonce, outcome);
    }
    send(worker.reachable(), done);
  }

  private void onBeat(
      Worker worker, int id, long sent, long byWorkersClock, Set<AttemptKey> listed) {
    Session session = sessions.get(id);
    if (session == null || !isLive(session)) {
      send(worker.reachable(), () -> worker.over(id));
      return;
    }
    session.beatAt = now;
    session.expiresAt =
        (weakness == Weakness.LEASE_BY_WORKERS_CLOCK ? byWorkersClock : now) + LEASE_MS;
    List<AttemptKey> lost = new ArrayList<>();
    for (AttemptKey key : listed) {
      Row row = rows.get(key);
      if (row == null || row.session != id) {
        lost.add(key);
      }
    }
    if (weakness != Weakness.UNLISTED_KEPT) {
      for (Row row : List.copyOf(rows.values())) {
        long age = now - answered.getOrDefault(row.key, row.since);
        boolean neverArrived =
            age > LEASE_MS || (row.request != session.latestRequest && age > UNLISTED_GRACE_MS);
        if (row.session == id && !listed.contains(row.key) && neverArrived) {
          var _ = report(row, new Outcome.WorkerStopped());
        }
      }
    }
    send(worker.reachable(), () -> worker.beaten(id, sent, lost));
  }

  /** Ends sessions whose lease is over. */
  private void reap() {
    if (now >= serverAwayUntil) {
      for (Session session : List.copyOf(sessions.values())) {
        if (!session.over && session.expiresAt <= now) {
          require(
              now - session.beatAt >= LEASE_MS,
              "session %d is ended %d ms after its last heartbeat"
                  .formatted(session.id, now - session.beatAt));
          end(session);
        }
      }
    }
    after(1_000, this::reap);
  }

  private void end(Session session) {
    session.over = true;
    parked.removeIf(claim -> claim.session == session.id);
    if (weakness == Weakness.NEVER_SWEPT) {
      return;
    }
    note("over " + session.id);
    for (Row row : List.copyOf(rows.values())) {
      if (row.session == session.id) {
        losses++;
        rows.remove(row.key);
      }
    }
    for (Graph graph : List.copyOf(graphs.values())) {
      graph.system.endSession(session.id);
      graph.model.endSession(session.id);
      changed(graph);
    }
  }

  // ---------------------------------------------------------------- workers

  /** A script that a worker runs. */
  private record Script(AttemptKey key, String nonce) {}

  /** A worker's process; its clock goes at its own pace. */
  private final class Worker {
    final int id;
    final double pace = 0.98 + random.nextDouble() * 0.04;
    final long clockAhead = random.nextInt(7_200_000) - 3_600_000L;
    final int slots = 1 + random.nextInt(6);

    /** What it runs, or has run and not reported yet. */
    final Map<AttemptKey, Script> held = new LinkedHashMap<>();

    int session = -1;
    int life;
    long aliveSince;
    long ackedSent;
    long waitsFor = -1;
    long cutUntil;
    long frozenUntil;

    Worker(int id) {
      this.id = id;
    }

    boolean reachable() {
      return now >= cutUntil;
    }

    /** Something that this life of the process does, when it is not frozen. */
    private void later(long ms, Runnable what) {
      int mine = life;
      after(
          ms,
          () -> {
            if (mine != life) {
              return;
            }
            if (now < frozenUntil) {
              later(frozenUntil - now, what);
            } else {
              what.run();
            }
          });
    }

    void start() {
      aliveSince = now;
      later(0, this::register);
      later(BEAT_MS, this::beat);
      later(1_000, this::watch);
    }

    void die() {
      life++;
      held.values().forEach(this::stopped);
      held.clear();
      session = -1;
      waitsFor = -1;
      note("dead " + id);
      int mine = life;
      after(
          1_000 + random.nextInt(60_000),
          () -> {
            if (mine == life) {
              start();
            }
          });
    }

    void freeze(long ms) {
      frozenUntil = Math.max(frozenUntil, now + ms);
    }

    private void register() {
      if (session < 0) {
        long sent = now;
        toServer(this, () -> onRegister(this, sent));
        later(RESEND_MS, this::register);
      }
    }

    void registered(int given, long sent) {
      if (session < 0 && now >= frozenUntil && sent >= aliveSince) {
        session = given;
        ackedSent = sent;
        waitsFor = -1;
        later(0, this::claim);
      }
    }

    void over(int ended) {
      if (session == ended && now >= frozenUntil) {
        held.values().forEach(this::stopped);
        held.clear();
        session = -1;
        register();
      }
    }

    private void claim() {
      if (session >= 0 && waitsFor < 0 && held.size() < slots) {
        waitsFor = nextRequest++;
        ask(session, waitsFor, slots - held.size());
      }
      later(500 + random.nextInt(500), session >= 0 ? this::claim : () -> {});
    }

    private void ask(int mine, long request, int free) {
      if (session == mine && waitsFor == request) {
        toServer(this, () -> onClaim(this, mine, request, free));
        later(RESEND_MS + (quiet ? PARK_MS : 0), () -> ask(mine, request, free));
      }
    }

    void claimed(int mine, long request, List<Row> given) {
      if (session != mine || waitsFor != request || now < frozenUntil) {
        return;
      }
      waitsFor = -1;
      require(given.size() <= slots, "worker " + id + " was given more than it has slots for");
      for (Row row : given) {
        Script script = new Script(row.key, row.nonce);
        held.put(row.key, script);
        started(script);
        later(
            50 + (chance(0.1) ? random.nextInt(60_000) : random.nextInt(2_000)),
            () -> ended(script));
      }
    }

    /** No script of an earlier attempt may still run, wherever its worker was. */
    private void started(Script script) {
      Map<Integer, Worker> running =
          scripts.computeIfAbsent(script.key.graph + "/" + script.key.job, _ -> new TreeMap<>());
      running.forEach(
          (attempt, worker) ->
              require(
                  attempt >= script.key.attempt || now < worker.frozenUntil,
                  "%s starts while attempt %d runs on worker %d"
                      .formatted(script.key, attempt, worker.id)));
      running.put(script.key.attempt, this);
    }

    private void stopped(Script script) {
      Map<Integer, Worker> running = scripts.get(script.key.graph + "/" + script.key.job);
      if (running != null) {
        running.remove(script.key.attempt);
      }
    }

    private void ended(Script script) {
      if (held.containsKey(script.key)) {
        stopped(script);
        int roll = random.nextInt(100);
        Outcome outcome =
            roll < 80
                ? new Outcome.Succeeded()
                : roll < 95 ? new Outcome.Failed(1) : new Outcome.TimedOut();
        tell(script, outcome);
      }
    }

    private void tell(Script script, Outcome outcome) {
      if (held.containsKey(script.key)) {
        toServer(
            this,
            () -> onReport(this, script.key, script.nonce, outcome, () -> held.remove(script.key)));
        later(RESEND_MS, () -> tell(script, outcome));
      }
    }

    private void beat() {
      if (session >= 0) {
        int mine = session;
        long sent = now;
        Set<AttemptKey> listed = Set.copyOf(held.keySet());
        toServer(this, () -> onBeat(this, mine, sent, now + clockAhead, listed));
      }
      later(BEAT_MS * 8 / 10 + random.nextInt((int) BEAT_MS * 4 / 10), this::beat);
    }

    void beaten(int mine, long sent, List<AttemptKey> lost) {
      if (session == mine && now >= frozenUntil) {
        ackedSent = Math.max(ackedSent, sent);
        for (AttemptKey key : lost) {
          Script script = held.remove(key);
          if (script != null) {
            stopped(script);
          }
        }
      }
    }

    /** Stops its own jobs before the lease ends, by its own clock. */
    private void watch() {
      if (session >= 0
          && (now - ackedSent) * pace > LEASE_MS * OWN_SHARE
          && weakness != Weakness.WORKER_GOES_ON) {
        held.values().forEach(this::stopped);
        held.clear();
      }
      later(1_000, this::watch);
    }
  }
}
