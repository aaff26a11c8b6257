package croft.worker;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import croft.protocol.json.RawJson;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.Definition;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.LogAppended;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.worker.farm.FarmConnection;
import croft.worker.files.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A farm in memory: hands out jobs one after the other, keeps what workers send, and can be away,
 * forget sessions, or cancel. Everything under its monitor.
 */
final class FakeFarm implements FarmConnection {

  private static final long GRAPH = 1_000;

  private final Duration lease;
  private final Duration firstHeartbeat;
  private Duration heartbeat;
  private final Deque<FakeJob> ready = new ArrayDeque<>();
  private final Map<AttemptId, FakeJob> jobs = new HashMap<>();
  private final Map<UUID, List<Assignment>> claims = new HashMap<>();
  private final Map<String, Map<String, byte[]>> files = new HashMap<>();
  private final Set<AttemptId> cancelled = new HashSet<>();
  private final Set<AttemptId> givenUp = new HashSet<>();
  private final List<String> calls = new ArrayList<>();
  private final List<Long> beats = new ArrayList<>();
  private final List<WorkerRegistration> registrations = new ArrayList<>();
  private int sessions;
  private String session = "";
  private int jobNumber;
  private boolean away;
  private boolean uploadsHang;
  private long logMax = Limits.LOG_MAX;

  FakeFarm() {
    this(Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  FakeFarm(Duration lease, Duration heartbeat) {
    this.lease = lease;
    this.firstHeartbeat = heartbeat;
    this.heartbeat = heartbeat;
  }

  /** What the farm knows about a job that was given to it, and about its only attempt. */
  final class FakeJob {
    final Assignment assignment;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Map<String, byte[]> artifacts = new TreeMap<>();
    private @Nullable Completion completion;
    private int completions;

    FakeJob(Assignment assignment) {
      this.assignment = assignment;
    }

    AttemptId id() {
      return assignment.id();
    }

    /** How often its end was reported. */
    int completions() {
      synchronized (FakeFarm.this) {
        return completions;
      }
    }

    Completion await() throws InterruptedException {
      return await(Duration.ofSeconds(60));
    }

    Completion await(Duration time) throws InterruptedException {
      FakeFarm.this.await(
          "an end of " + assignment.key() + ", whose log is:\n" + log(),
          time,
          () -> completion != null);
      synchronized (FakeFarm.this) {
        return java.util.Objects.requireNonNull(completion);
      }
    }

    boolean isCompleted() {
      synchronized (FakeFarm.this) {
        return completion != null;
      }
    }

    String log() {
      synchronized (FakeFarm.this) {
        return log.toString(StandardCharsets.UTF_8);
      }
    }

    byte[] logBytes() {
      synchronized (FakeFarm.this) {
        return log.toByteArray();
      }
    }

    FakeJob awaitLog(String text) throws InterruptedException {
      FakeFarm.this.await(
          "'" + text + "' in the log", Duration.ofSeconds(30), () -> log().contains(text));
      return this;
    }

    Map<String, String> artifacts() {
      synchronized (FakeFarm.this) {
        Map<String, String> texts = new TreeMap<>();
        artifacts.forEach(
            (name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.UTF_8)));
        return texts;
      }
    }

    FakeJob cancel() {
      synchronized (FakeFarm.this) {
        cancelled.add(id());
      }
      return this;
    }

    FakeJob giveUp() {
      synchronized (FakeFarm.this) {
        givenUp.add(id());
      }
      return this;
    }
  }

  /** A definition that does what most tests want. */
  static Definition definition(String script) {
    return new Definition(
        script,
        Map.of(),
        null,
        List.of(),
        List.of(),
        Definition.Reports.NONE,
        600,
        new Definition.Retry(1, List.of(), 0, 0),
        "default",
        List.of(),
        Resources.NONE,
        null);
  }

  static Definition with(
      Definition d, List<String> outputs, List<String> artifacts, List<String> junit) {
    return new Definition(
        d.script(),
        d.env(),
        d.inputs(),
        outputs,
        artifacts,
        new Definition.Reports(junit),
        d.timeoutSeconds(),
        d.retry(),
        d.pool(),
        d.labels(),
        d.resources(),
        d.files());
  }

  static Definition withTimeout(Definition d, int seconds) {
    return new Definition(
        d.script(),
        d.env(),
        d.inputs(),
        d.outputs(),
        d.artifacts(),
        d.reports(),
        seconds,
        d.retry(),
        d.pool(),
        d.labels(),
        d.resources(),
        d.files());
  }

  static Definition withFiles(Definition d, Digest files) {
    return new Definition(
        d.script(),
        d.env(),
        d.inputs(),
        d.outputs(),
        d.artifacts(),
        d.reports(),
        d.timeoutSeconds(),
        d.retry(),
        d.pool(),
        d.labels(),
        d.resources(),
        files);
  }

  FakeJob submit(String script) {
    return submit(definition(script), List.of());
  }

  FakeJob submit(Definition definition) {
    return submit(definition, List.of());
  }

  synchronized FakeJob submit(Definition definition, List<InputFile> inputs) {
    return submit(definition.canonical(), inputs);
  }

  synchronized FakeJob submit(RawJson definition, List<InputFile> inputs) {
    jobNumber++;
    FakeJob job =
        new FakeJob(
            new Assignment(
                GRAPH,
                jobNumber,
                "job/" + jobNumber,
                "default",
                1,
                UUID.randomUUID(),
                1,
                definition,
                Map.of("base-url", "http://x"),
                inputs));
    jobs.put(job.id(), job);
    ready.add(job);
    notifyAll();
    return job;
  }

  /** An output of some job that ended earlier. */
  synchronized InputFile input(String name, String content, String to) throws IOException {
    jobNumber++;
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    AttemptId from = new AttemptId(GRAPH, jobNumber, 1);
    files.computeIfAbsent(from.toString(), _ -> new HashMap<>()).put(name, bytes);
    return new InputFile(
        jobNumber,
        "maker/" + jobNumber,
        1,
        name,
        bytes.length,
        Sha256.hex(new ByteArrayInputStream(bytes)),
        to);
  }

  synchronized Digest bundle(byte[] archive) throws IOException {
    Digest digest = Digest.ofHex(Sha256.hex(new ByteArrayInputStream(archive)));
    files.computeIfAbsent("bundles", _ -> new HashMap<>()).put(digest.text(), archive);
    return digest;
  }

  synchronized void setAway(boolean isAway) {
    away = isAway;
    notifyAll();
  }

  /** What answers to heartbeats say from now on. */
  synchronized void setHeartbeat(Duration pace) {
    heartbeat = pace;
  }

  synchronized void setUploadsHang(boolean hang) {
    uploadsHang = hang;
    notifyAll();
  }

  synchronized void setLogMax(long bytes) {
    logMax = bytes;
  }

  /** The session is over, as after a lease without heartbeats. */
  synchronized void endSession() {
    session = "none";
    notifyAll();
  }

  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  synchronized void clearCalls() {
    calls.clear();
  }

  /** When heartbeats came, by System.nanoTime. */
  synchronized List<Long> beats() {
    return List.copyOf(beats);
  }

  synchronized List<WorkerRegistration> registrations() {
    return List.copyOf(registrations);
  }

  void await(String what, Duration time, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    synchronized (this) {
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("waited in vain for " + what + "; calls: " + calls);
        }
        wait(Math.min(left, 50));
      }
    }
  }

  void awaitCall(String call) throws InterruptedException {
    await("the call " + call, Duration.ofSeconds(30), () -> calls.contains(call));
  }

  // The connection.

  private void arrive(String call) throws IOException {
    calls.add(call);
    notifyAll();
    if (away) {
      throw new IOException("the farm is away");
    }
  }

  private void checkSession(String asked) {
    if (!asked.equals(session)) {
      throw ProblemType.SESSION_ENDED.exception("session " + asked + " is over");
    }
  }

  private FakeJob checkAttempt(AttemptId id, UUID nonce) {
    FakeJob job = jobs.get(id);
    if (job == null
        || !job.assignment.nonce().equals(nonce)
        || givenUp.contains(id)
        || session.equals("none")) {
      throw ProblemType.STALE_ATTEMPT.exception("attempt " + id + " is over");
    }
    return job;
  }

  @Override
  public synchronized WorkerSession register(WorkerRegistration registration) throws IOException {
    arrive("register");
    registrations.add(registration);
    session = "s" + ++sessions;
    return new WorkerSession(session, lease, firstHeartbeat, Instant.EPOCH);
  }

  @Override
  public synchronized ClaimResponse claim(ClaimRequest request)
      throws IOException, InterruptedException {
    arrive("claim");
    checkSession(request.session());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.waitMs());
    while (ready.isEmpty() && !claims.containsKey(request.request())) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
      if (away) {
        throw new IOException("the farm went away");
      }
      checkSession(request.session());
    }
    return new ClaimResponse(give(request.request(), request.slots()));
  }

  private List<Assignment> give(UUID request, int slots) {
    return claims.computeIfAbsent(
        request,
        _ -> {
          List<Assignment> given = new ArrayList<>();
          while (given.size() < slots && !ready.isEmpty()) {
            given.add(ready.remove().assignment);
          }
          return given;
        });
  }

  @Override
  public synchronized CompletionsResponse complete(CompletionsRequest request) throws IOException {
    arrive("complete");
    checkSession(request.session());
    List<CompletionResult> results = new ArrayList<>();
    for (Completion completion : request.completions()) {
      results.add(complete(completion));
    }
    notifyAll();
    CompletionsRequest.Claim claim = request.claim();
    return new CompletionsResponse(
        results, claim == null ? List.of() : give(claim.request(), claim.slots()));
  }

  private CompletionResult complete(Completion completion) {
    AttemptId id = completion.id();
    FakeJob job = jobs.get(id);
    CompletionVerdict verdict = CompletionVerdict.STALE;
    if (job != null && job.assignment.nonce().equals(completion.nonce()) && !givenUp.contains(id)) {
      verdict = job.completion == null ? CompletionVerdict.ACCEPTED : CompletionVerdict.REPEATED;
      job.completion = completion;
      job.completions++;
    }
    return new CompletionResult(id.graph(), id.job(), id.attempt(), verdict, null);
  }

  @Override
  public synchronized HeartbeatResponse heartbeat(HeartbeatRequest request) throws IOException {
    arrive("heartbeat");
    checkSession(request.session());
    beats.add(System.nanoTime());
    return new HeartbeatResponse(
        lease,
        heartbeat,
        request.attempts().stream().filter(cancelled::contains).toList(),
        request.attempts().stream().filter(givenUp::contains).toList());
  }

  @Override
  public synchronized void signOff(String asked) throws IOException {
    arrive("signOff");
    session = "none";
  }

  @Override
  public synchronized LogAppended appendLog(
      AttemptId attempt, UUID nonce, long offset, ByteBuffer bytes) throws IOException {
    arrive("log");
    FakeJob job = checkAttempt(attempt, nonce);
    int size = job.log.size();
    if (offset > size) {
      Problem problem = ProblemType.WRONG_OFFSET.problem("the log has " + size + " bytes");
      throw new ProblemException(
          new Problem(
              problem.type(),
              problem.title(),
              problem.status(),
              problem.detail(),
              null,
              List.of(),
              null,
              (long) size));
    }
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    int known = (int) Math.min(size - offset, all.length);
    int room = (int) Math.min(all.length - known, logMax - size);
    job.log.write(all, known, Math.max(0, room));
    return new LogAppended(job.log.size(), job.log.size() >= logMax);
  }

  @Override
  public void putArtifact(
      AttemptId attempt,
      UUID nonce,
      ArtifactKind kind,
      String name,
      long size,
      String sha256,
      Body body)
      throws IOException, InterruptedException {
    FakeJob job;
    synchronized (this) {
      arrive("put " + name);
      job = checkAttempt(attempt, nonce);
    }
    byte[] content;
    try (InputStream in = body.open()) {
      byte[] first = in.readNBytes(1);
      synchronized (this) {
        arrive("half of " + name);
        while (uploadsHang) {
          wait();
        }
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.write(first);
      in.transferTo(all);
      content = all.toByteArray();
    }
    synchronized (this) {
      checkAttempt(attempt, nonce);
      if (content.length != size || !Sha256.hex(new ByteArrayInputStream(content)).equals(sha256)) {
        throw ProblemType.CONTENT_DIFFERS.exception(name);
      }
      job.artifacts.put(kind.text() + ":" + name, content);
    }
  }

  @Override
  public synchronized InputStream input(AttemptId attempt, String name) throws IOException {
    arrive("input " + name);
    return open(attempt.toString(), name, ProblemType.NO_SUCH_ARTIFACT);
  }

  @Override
  public synchronized InputStream files(String project, Digest digest) throws IOException {
    arrive("files");
    return open("bundles", digest.text(), ProblemType.NO_SUCH_FILES);
  }

  private InputStream open(String from, String name, ProblemType otherwise) {
    byte[] bytes = files.getOrDefault(from, Map.of()).get(name);
    if (bytes == null) {
      throw otherwise.exception(name);
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public void close() {}

  static boolean isSuccess(Completion completion) {
    return completion.outcome() == Outcome.SUCCEEDED;
  }
}
