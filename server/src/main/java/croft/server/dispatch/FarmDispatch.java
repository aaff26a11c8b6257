package croft.server.dispatch;

import croft.core.job.Outcome;
import croft.core.schedule.Claimable;
import croft.core.schedule.Requirements;
import croft.protocol.Limits;
import croft.protocol.json.Json;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.Standing;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.Dispatch;
import croft.server.observe.FarmMetrics;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.hot.HotTransaction;
import croft.store.session.Sessions;
import croft.store.session.Standings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verbs of workers on top of the batcher. Safe for use by many threads. */
public final class FarmDispatch implements Dispatch, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FarmDispatch.class);

  /** What an answer from the batcher may take; a batch takes milliseconds. */
  private static final long ANSWER_SECONDS_MAX = 60;

  private static final long HELD_POLL_NANOS = 1_000_000;

  /**
   * A heartbeat that does not list an attempt says that the worker never got it, unless the answer
   * to the claim may still have been under way when the heartbeat was sent.
   */
  private static final Duration UNLISTED_GRACE = Duration.ofSeconds(8);

  /**
   * How the farm keeps time with its workers.
   *
   * @param lease how long a worker may be silent
   * @param heartbeat how often it is asked to speak on a large farm; see {@link HeartbeatPace}
   */
  public record Timing(Duration lease, Duration heartbeat) {
    /** A lost job is ready again after 35 s at the latest. */
    public static final Timing DEFAULT = new Timing(Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  private final Database database;
  private final Timing timing;
  private final Images images;
  private final SessionBook book;
  private final ReadyCache ready = new ReadyCache();
  private final RequirementClasses classes;
  private final ParkedClaims parked = new ParkedClaims();
  private final Refill refill;
  private final LongEnds longEnds;
  private final Batcher batcher;
  private final LeaseHealth health;
  private final Heartbeats heartbeats;
  private final LeaseReaper reaper;
  private final AssignmentBuilder assignments;

  /** A farm whose jobs add no jobs. */
  public FarmDispatch(
      Database database, Images images, Changes changes, FarmMetrics metrics, Timing timing) {
    this(database, images, changes, metrics, timing, Growth.NONE);
  }

  /**
   * Does not start anything yet.
   *
   * @param growth puts into graphs what their jobs add
   */
  public FarmDispatch(
      Database database,
      Images images,
      Changes changes,
      FarmMetrics metrics,
      Timing timing,
      Growth growth) {
    this.database = database;
    this.timing = timing;
    this.images = images;
    this.book = new SessionBook(database);
    this.classes = new RequirementClasses(database);
    this.refill = new Refill(database, images, ready, classes, this::signal);
    this.longEnds = new LongEnds(database, changes, refill, images, growth);
    this.batcher =
        new Batcher(
            database, images, ready, classes, parked, longEnds, refill, changes, metrics, book);
    this.health = new LeaseHealth(timing.lease, System::nanoTime);
    this.heartbeats = new Heartbeats(database, timing.lease, health);
    this.reaper = new LeaseReaper(database, health, book, parked, batcher);
    this.assignments = new AssignmentBuilder(database, images);
    metrics.parkedClaims(parked::size);
    metrics.sessions(book::size);
    metrics.readyCached(ready::size);
  }

  /** Starts the batcher and the gathering of heartbeats. */
  public void start() {
    batcher.start();
    heartbeats.start();
  }

  private void signal() {
    batcher.signal();
  }

  // ------------------------------------------------------------------------------- loops

  /** Reads what may be claimed; to be repeated every second. */
  public void refillOnce() throws SQLException {
    refill.runOnce();
  }

  /** Reads what may be claimed of one graph, now. */
  public void refillOnce(long graph) throws SQLException {
    refill.read(graph);
  }

  /** Ends silent sessions and their attempts; to be repeated every second. */
  public boolean reapOnce() throws SQLException, InterruptedException {
    return reaper.runOnce();
  }

  /** For tests: waits until so many claims are parked. */
  public void awaitParked(int claims) throws InterruptedException {
    while (parked.size() < claims) {
      Thread.sleep(1);
    }
  }

  /** A graph's jobs changed by something else than the batcher. */
  public void graphChanged(long graph) {
    refill.graph(graph);
  }

  /** A graph's jobs or edges were changed: what may be claimed of it is read anew. */
  public void graphEdited(long graph) {
    refill.graph(graph);
  }

  /** A new graph was committed: its first jobs may be claimed. */
  public void graphStored(GraphImage image) {
    images.put(image);
    refill.graph(image.graph());
  }

  /**
   * What an attempt of a job gets from the jobs that it needs, each file with its graph.
   *
   * @param attempt 0 for what an attempt would get now
   */
  public List<InputFile> inputs(long graph, int job, int attempt) throws SQLException {
    return assignments.inputs(graph, job, attempt);
  }

  @Override
  public OptionalInt before(
      long graph, int job, int requirementClass, Collection<Requirements.Offer> offers) {
    GraphImage image = images.cached(graph);
    if (image == null || job >= image.edges().size()) {
      return OptionalInt.empty();
    }
    int[] competing =
        IntStream.concat(
                IntStream.of(requirementClass),
                offers.stream()
                    .map(classes::metBy)
                    .filter(met -> Arrays.binarySearch(met, requirementClass) >= 0)
                    .flatMapToInt(Arrays::stream))
            .distinct()
            .toArray();
    int before =
        ready.before(
            competing,
            requirementClass,
            new Claimable(graph, job, image.priority(job), image.rank(job)));
    return before < 0 ? OptionalInt.empty() : OptionalInt.of(before);
  }

  // ------------------------------------------------------------------------------- sessions

  @Override
  public WorkerSession register(WorkerRegistration worker) {
    return Failures.unchecked(
        () -> {
          long session;
          try (Connection connection = database.connection()) {
            session =
                Sessions.register(
                    connection,
                    new Sessions.NewSession(
                        worker.name(),
                        worker.pool(),
                        worker.labels(),
                        worker.slots(),
                        worker.resources().cpus(),
                        worker.resources().memoryBytes(),
                        worker.resources().gpus(),
                        worker.isolation().text(),
                        worker.version()),
                    timing.lease);
            // A worker has one session: what ran in an earlier one is lost, at once.
            for (long earlier : Sessions.endEarlier(connection, worker.name(), session)) {
              log.info("worker {} registered anew; session {} is over", worker.name(), earlier);
              reaper.forget(earlier);
            }
          }
          return new WorkerSession(
              Long.toString(session), timing.lease, heartbeatInterval(), Instant.now());
        });
  }

  @Override
  public Answer<HeartbeatResponse> heartbeat(String session, List<AttemptId> attempts) {
    return Failures.unchecked(
        () -> {
          SessionBook.Booked booked = booked(session);
          if (booked == null) {
            return new Answer.SessionEnded<>();
          }
          long id = booked.session().id();
          Heartbeats.Beat beat = await(heartbeats.beat(id, attempts));
          if (!beat.alive()) {
            reaper.forget(id);
            return new Answer.SessionEnded<>();
          }
          if (beat.server() != book.server() || beat.active() != booked.session().active()) {
            // The worker was at another server meanwhile, and was given something there; or another
            // server was told to keep it from work, or to let it have some again.
            booked = moved(id);
            if (booked == null) {
              return new Answer.SessionEnded<>();
            }
          }
          loseUnlisted(booked, attempts);
          return new Answer.Given<>(
              new HeartbeatResponse(timing.lease, heartbeatInterval(), beat.cancel(), beat.lost()));
        });
  }

  /** What is known of a session here is out of date. Its claims that wait are asked anew. */
  private SessionBook.@Nullable Booked moved(long session) throws SQLException {
    Collection<Claim> waiting = book.end(session);
    SessionBook.Booked booked = book.get(session);
    for (Claim claim : waiting) {
      if (!claim.move(parked) && booked != null) {
        // A batch has it in hand: its repeat must wait for that.
        booked.waiting().putIfAbsent(claim.request(), claim);
      }
    }
    return booked;
  }

  @Override
  public StandingSet set(Caller caller, String worker, Commands.SetStanding wish) {
    return Failures.unchecked(
        () -> {
          StandingSet set =
              database.transaction(connection -> set(connection, caller, worker, wish));
          return switch (set) {
            case StandingSet.Unknown(), StandingSet.TooMany() -> set;
            case StandingSet.Done(_) -> {
              enforce(worker, wish);
              yield set;
            }
          };
        });
  }

  private static StandingSet set(
      Connection connection, Caller caller, String worker, Commands.SetStanding wish)
      throws SQLException {
    if (!Standings.isKnown(connection, worker)) {
      return new StandingSet.Unknown();
    }
    String reason = Objects.requireNonNullElse(wish.reason(), "").strip();
    if (wish.standing() == Standing.ACTIVE) {
      Standings.release(connection, worker, reason, caller.name(), Limits.STANDING_CHANGES_MAX);
    } else if (Standings.others(connection, worker) >= Limits.STANDINGS_MAX) {
      return new StandingSet.TooMany();
    } else {
      Standings.set(
          connection,
          worker,
          wish.standing().text(),
          reason,
          caller.name(),
          Limits.STANDING_CHANGES_MAX);
    }
    List<Standings.Standing> changes = Standings.changes(connection, worker, 1);
    // It never was anything but active.
    return new StandingSet.Done(
        changes.isEmpty()
            ? new Standings.Standing(worker, Standings.ACTIVE, reason, caller.name(), Instant.now())
            : changes.getFirst());
  }

  private void enforce(String worker, Commands.SetStanding wish)
      throws SQLException, InterruptedException {
    try (Connection connection = database.connection()) {
      long[] sessions = Sessions.ofWorker(connection, worker);
      for (long session : sessions) {
        if (book.knows(session)) {
          // Its claims that wait are asked anew: those of a worker that may have work again are
          // parked, the others wait for nothing.
          moved(session);
        }
        Sessions.awaitGiving(connection, session);
      }
      if (Boolean.TRUE.equals(wish.requeue())) {
        requeue(connection, sessions, "the worker is " + wish.standing().text());
      }
    }
  }

  /** Takes what sessions run from them: the jobs' retry policies say what follows. */
  private void requeue(Connection connection, long[] sessions, String reason)
      throws SQLException, InterruptedException {
    List<End> ends = new ArrayList<>();
    for (long session : sessions) {
      for (Sessions.Held held : Sessions.runningIn(connection, session)) {
        End end = LeaseReaper.ended(session, held, new Outcome.WorkerStopped(), reason);
        if (!batcher.add(end)) {
          throw new SQLException("too much is queued", "53300");
        }
        ends.add(end);
      }
    }
    for (End end : ends) {
      await(end.answer());
    }
  }

  private Duration heartbeatInterval() {
    return HeartbeatPace.interval(book.size(), timing.heartbeat);
  }

  /** What the worker was given and does not know of never reached it. */
  private void loseUnlisted(SessionBook.Booked booked, List<AttemptId> attempts) {
    long now = System.nanoTime();
    booked
        .given()
        .forEach(
            (key, given) -> {
              boolean listed =
                  attempts.contains(new AttemptId(key.graph(), key.job(), key.attempt()));
              long silence = now - given.sinceNanos();
              boolean neverArrived =
                  silence > timing.lease.toNanos()
                      || (booked.hasClaimedSince(given) && silence > UNLISTED_GRACE.toNanos());
              if (!listed && neverArrived) {
                batcher.add(
                    LeaseReaper.ended(
                        booked.session().id(),
                        new Sessions.Held(key.graph(), key.job(), key.attempt(), given.nonce(), 0),
                        // Not the job's fault, and not a worker that it took down.
                        new Outcome.WorkerStopped(),
                        "the worker does not know of it"));
              }
            });
  }

  @Override
  public SignedOff signOff(String session) {
    return Failures.unchecked(
        () -> {
          long id = parse(session);
          boolean known;
          try (Connection connection = database.connection()) {
            known = Sessions.end(connection, id) || Sessions.exists(connection, id);
          }
          if (!known) {
            return SignedOff.UNKNOWN;
          }
          reaper.sweep(id);
          return SignedOff.DONE;
        });
  }

  private SessionBook.@Nullable Booked booked(String session) throws SQLException {
    long id = parse(session);
    return id < 0 ? null : book.get(id);
  }

  private static long parse(String session) {
    try {
      return Long.parseLong(session);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  // ------------------------------------------------------------------------------- claims

  @Override
  public Answer<List<Assignment>> claim(String session, UUID request, int slots, Duration wait) {
    return Failures.unchecked(
        () -> {
          List<Claim.Taken> taken = taken(session, request, slots, System.nanoTime(), wait);
          return taken == null
              ? new Answer.SessionEnded<>()
              : new Answer.Given<>(assignments.build(taken));
        });
  }

  /** What a claim gets; null when the session is over. */
  private @Nullable List<Claim.Taken> taken(
      String session, UUID request, int slots, long askedNanos, Duration wait)
      throws SQLException, InterruptedException {
    while (true) {
      SessionBook.Booked booked = booked(session);
      if (booked == null) {
        return null;
      }
      booked.claims(request);
      List<Claim.Taken> before = booked.givenTo(request, slots);
      if (!before.isEmpty()) {
        return before;
      }
      Claim mine = new Claim(booked.session().id(), request, booked.session().offer(), slots);
      Duration left = wait.minusNanos(System.nanoTime() - askedNanos);
      try {
        return park(booked, mine, left.isNegative() ? Duration.ZERO : left);
      } catch (SessionMovedException e) {
        if (left.isNegative()) {
          return List.of();
        }
        // Another server had the session meanwhile, or has it now: whoever is asked serves it.
      }
    }
  }

  /** Waits for work; a repeat of a request that still waits gets what the first one gets. */
  private List<Claim.Taken> park(SessionBook.Booked booked, Claim mine, Duration wait)
      throws SQLException, InterruptedException {
    Claim first = booked.waiting().putIfAbsent(mine.request(), mine);
    if (first != null) {
      return awaitClaim(first, wait);
    }
    try {
      if (booked.session().active()) {
        parked.park(mine);
        signal();
      }
      return awaitClaim(mine, wait);
    } finally {
      booked.waiting().remove(mine.request(), mine);
    }
  }

  private List<Claim.Taken> awaitClaim(Claim claim, Duration wait)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      try {
        // While a batch has it in hand it cannot be given up: what it was given would be lost.
        long left = Math.max(end - System.nanoTime(), HELD_POLL_NANOS);
        return claim.answer().get(left, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (claim.giveUp(parked)) {
          return List.of();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SessionMovedException moved) {
          throw moved;
        }
        book.forget(claim.session());
        throw Failures.cause(e);
      } catch (InterruptedException e) {
        claim.giveUp(parked);
        throw e;
      }
    }
  }

  // ------------------------------------------------------------------------------- completions

  @Override
  public Answer<CompletionsResponse> complete(
      String session, List<Completion> completions, CompletionsRequest.@Nullable Claim next) {
    return Failures.unchecked(
        () -> {
          SessionBook.Booked booked = booked(session);
          List<End> ends = new ArrayList<>(completions.size());
          for (Completion completion : completions) {
            ends.add(end(booked == null ? -1 : booked.session().id(), completion));
          }
          Claim claim = null;
          boolean repeated = false;
          List<Claim.Taken> before = List.of();
          if (next != null && booked != null) {
            booked.claims(next.request());
            before = booked.givenTo(next.request(), next.slots());
            if (before.isEmpty()) {
              claim =
                  new Claim(
                      booked.session().id(),
                      next.request(),
                      booked.session().offer(),
                      next.slots());
              Claim first = booked.waiting().putIfAbsent(next.request(), claim);
              repeated = first != null;
              if (first != null) {
                // Two claims of one request would get different jobs under the same nonces.
                claim = first;
              } else {
                // Parked before the ends are queued, so that one batch can do both.
                if (booked.session().active()) {
                  parked.park(claim);
                }
              }
            }
          }
          try {
            for (End end : ends) {
              if (!batcher.add(end)) {
                throw new SQLException("too much is queued", "53300");
              }
            }
            List<CompletionResult> results = new ArrayList<>(ends.size());
            for (End end : ends) {
              results.add(result(end, await(end.answer())));
            }
            List<Claim.Taken> taken = before;
            if (claim != null && next != null) {
              taken = awaitMoving(session, claim, next);
            }
            return new Answer.Given<>(new CompletionsResponse(results, assignments.build(taken)));
          } catch (SQLException | RuntimeException e) {
            if (claim != null && !repeated) {
              claim.giveUp(parked);
              book.forget(claim.session());
            }
            throw e;
          } finally {
            if (claim != null && booked != null && !repeated) {
              booked.waiting().remove(claim.request(), claim);
            }
          }
        });
  }

  /** What a claim gets that was parked with ends, also when its session has moved meanwhile. */
  private List<Claim.Taken> awaitMoving(
      String session, Claim parkedClaim, CompletionsRequest.Claim next)
      throws SQLException, InterruptedException {
    Duration wait = Duration.ofMillis(next.waitMs());
    long asked = System.nanoTime();
    try {
      return awaitClaim(parkedClaim, wait);
    } catch (SessionMovedException e) {
      List<Claim.Taken> taken = taken(session, next.request(), next.slots(), asked, wait);
      return taken == null ? List.of() : taken;
    }
  }

  private static End end(long session, Completion completion) {
    String report = null;
    if (completion.usage() != null || completion.tests() != null) {
      Map<String, Object> parts = new LinkedHashMap<>();
      if (completion.usage() != null) {
        parts.put("usage", completion.usage());
      }
      if (completion.tests() != null) {
        parts.put("tests", completion.tests());
      }
      report = Json.text(parts);
    }
    Outcome outcome = Outcome.of(completion.outcome().text(), completion.exitCode());
    return new End(
        completion.graph(),
        completion.job(),
        completion.attempt(),
        completion.nonce(),
        session,
        outcome,
        hash(completion, report),
        completion.reason(),
        report,
        new CompletableFuture<>());
  }

  /** What the report says, beside whose it is: the same words have the same hash. */
  private static long hash(Completion completion, @Nullable String report) {
    String text =
        completion.outcome().text()
            + '\n'
            + completion.exitCode()
            + '\n'
            + completion.reason()
            + '\n'
            + report;
    byte[] digest =
        croft.protocol.json.Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest).getLong();
  }

  private static CompletionResult result(End end, End.Result result) {
    CompletionVerdict verdict =
        switch (result) {
          case ACCEPTED -> CompletionVerdict.ACCEPTED;
          case REPEATED -> CompletionVerdict.REPEATED;
          case STALE -> CompletionVerdict.STALE;
          case CONFLICT -> CompletionVerdict.CONFLICT;
        };
    String detail =
        switch (result) {
          case ACCEPTED, REPEATED -> null;
          case STALE -> "this attempt does not run under this nonce (any more): drop its result";
          case CONFLICT -> "another result of this attempt was recorded before";
        };
    return new CompletionResult(end.graph(), end.job(), end.attempt(), verdict, detail);
  }

  @Override
  public boolean isLive(AttemptId attempt, UUID nonce) {
    return Failures.unchecked(
        () -> {
          try (Connection connection = database.connection()) {
            return !new HotTransaction(connection)
                .readRunning(
                    new long[] {attempt.graph()},
                    new int[] {attempt.job()},
                    new int[] {attempt.attempt()},
                    new UUID[] {nonce})
                .isEmpty();
          }
        });
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws SQLException, InterruptedException {
    try {
      return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Failures.cause(e);
    } catch (TimeoutException e) {
      throw new SQLException("no answer from the batcher", "57014", e);
    }
  }

  @Override
  public void close() {
    heartbeats.close();
    batcher.close();
  }
}
