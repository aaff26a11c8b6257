package croft.server.submit;

import croft.core.job.RetryPolicy;
import croft.core.schedule.Requirements;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Fault;
import croft.protocol.graphfile.Faults;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.Parameter;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.graphfile.RemoteNeed;
import croft.protocol.graphfile.Retry;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.plan.Plan;
import croft.protocol.plan.PlanToken;
import croft.protocol.plan.Planner;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.server.dispatch.ClosedLatch;
import croft.server.dispatch.Failures;
import croft.server.dispatch.FarmDispatch;
import croft.server.farm.Changes;
import croft.server.farm.Submissions;
import croft.server.observe.FarmMetrics;
import croft.store.database.Database;
import croft.store.graph.NewDefinition;
import croft.store.submit.Idempotency;
import croft.store.submit.NewGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes graphs in. Safe for use by many threads. */
public final class FarmSubmissions implements Submissions {
  /** A source text up to this size is kept as it came; a larger one is not worth its space. */
  public static final int SOURCE_BYTES_MAX = 1 << 20;

  private final Database database;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final FarmMetrics metrics;

  public FarmSubmissions(
      Database database, Changes changes, FarmDispatch dispatch, FarmMetrics metrics) {
    this.database = database;
    this.changes = changes;
    this.dispatch = dispatch;
    this.metrics = metrics;
  }

  @Override
  public Submitted submit(Submission submission) throws IOException {
    MessageDigest sha256 = Digest.sha256();
    KeptStart source = new KeptStart(new DigestInputStream(submission.body(), sha256));
    ParseResult read =
        GraphFile.parse(
            source, submission.media(), new ParseOptions(submission.set(), submission.files()));
    source.transferTo(java.io.OutputStream.nullOutputStream());
    return switch (checked(submission.project().id(), checked(read))) {
      case Checked.Wrong(Problem problem) -> new Submitted.Refused(problem);
      case Checked.Right(GraphSpec spec, _)
          when !isAsPlanned(submission.start().planToken(), spec) ->
          new Submitted.Refused(
              ProblemType.PLAN_CHANGED.problem(
                  "the graph file, its parameters or its files are not those of the plan"));
      case Checked.Right(GraphSpec spec, GraphCompiler.Compiled.Good good) ->
          switch (chosen(submission.use(), spec, good)) {
            case Choice.Chosen.Wrong(List<Place> places) ->
                new Submitted.Refused(
                    problem("the choice of jobs does not fit the graph", places, places.size()));
            case Choice.Chosen.Right(boolean[] inactive) ->
                store(
                    submission,
                    newGraph(
                        submission,
                        spec,
                        new GraphCompiler.Compiled.Good(
                            good.edges(), good.flags(), inactive, good.remotes()),
                        source.text()),
                    digest(submission, sha256));
          };
    };
  }

  private static boolean isAsPlanned(@Nullable String token, GraphSpec spec) {
    return token == null
        || switch (Planner.plan(spec)) {
          case Planner.Planned.Good(Plan plan) -> PlanToken.of(plan).equals(token);
          case Planner.Planned.Cyclic _ -> false;
        };
  }

  private static Choice.Chosen chosen(
      @Nullable Use use, GraphSpec spec, GraphCompiler.Compiled.Good good) {
    return use == null ? new Choice.Chosen.Right(good.inactive()) : Choice.of(use, spec, good);
  }

  /** What is known of a graph file when it was looked at. */
  sealed interface Checked {
    record Right(GraphSpec spec, GraphCompiler.Compiled.Good graph) implements Checked {}

    record Wrong(Problem problem) implements Checked {}
  }

  /** Checks what is read. */
  static Checked checked(ParseResult read) {
    return switch (read) {
      case ParseResult.Faulty(Faults faults) -> new Checked.Wrong(problem(faults));
      case ParseResult.Parsed(GraphSpec spec) ->
          switch (GraphCompiler.compile(spec)) {
            case GraphCompiler.Compiled.Cyclic(List<String> keys) ->
                new Checked.Wrong(problem(keys));
            case GraphCompiler.Compiled.Unsupported(List<Place> places, int count) ->
                new Checked.Wrong(
                    problem("the graph asks for what this server cannot do yet", places, count));
            case GraphCompiler.Compiled.TooManyBarriers(int count) ->
                new Checked.Wrong(
                    ProblemType.OVER_LIMIT.problem(
                        "the graph has %d barriers; the limit is %d"
                            .formatted(count, GraphCompiler.BARRIERS_MAX)));
            case GraphCompiler.Compiled.Good good -> new Checked.Right(spec, good);
          };
    };
  }

  /** Checks that what is waited for in other graphs is there. */
  private Checked checked(int project, Checked read) {
    return switch (read) {
      case Checked.Wrong wrong -> wrong;
      case Checked.Right right -> {
        List<Place> places = missing(project, right.spec());
        yield places.isEmpty()
            ? right
            : new Checked.Wrong(
                problem("jobs of other graphs are not there", places, places.size()));
      }
    };
  }

  private List<Place> missing(int project, GraphSpec spec) {
    List<RemoteNeed> needs = spec.remoteNeeds();
    if (needs.isEmpty()) {
      return List.of();
    }
    return Failures.unchecked(
        () -> {
          try (Connection connection = database.connection()) {
            return RemotePlaces.of(connection, project, spec);
          }
        });
  }

  // ------------------------------------------------------------------------------- store

  private Submitted store(Submission submission, NewGraph graph, byte[] digest) {
    long start = System.nanoTime();
    Submitted submitted =
        Failures.unchecked(
            () -> {
              String key = submission.idempotencyKey();
              if (key != null) {
                try (Connection connection = database.connection()) {
                  Idempotency.Earlier earlier = Idempotency.read(connection, graph.project(), key);
                  if (earlier != null) {
                    return answer(earlier, digest, key);
                  }
                }
              }
              Problem closed = graph.draft() ? null : closed(graph.project(), graph.latch());
              return closed == null
                  ? storeNew(graph, key, digest, (_, _) -> {})
                  : new Submitted.Refused(closed);
            });
    metrics.submitSeconds().recordNanos(System.nanoTime() - start);
    return submitted;
  }

  /** Why the latch keeps graphs out; null if it does not. */
  private @Nullable Problem closed(int project, @Nullable String latch) throws SQLException {
    if (latch == null) {
      return null;
    }
    try (Connection connection = database.connection()) {
      return ClosedLatch.problem(connection, project, latch);
    }
  }

  /** Stores what belongs to a new graph, in its transaction. */
  @FunctionalInterface
  interface Beside {
    void store(Connection connection, long graph) throws SQLException;
  }

  /** Stores a graph, once for each key. */
  Submitted storeNew(NewGraph graph, @Nullable String key, byte[] digest, Beside beside)
      throws SQLException {
    int[] classes = new int[graph.definitions().size()];
    long id;
    try (Connection connection = database.connection()) {
      Map<Requirements, Integer> interned = new LinkedHashMap<>();
      for (int number = 0; number < classes.length; number++) {
        Requirements requirements = graph.definitions().get(number).requirements();
        Integer known = interned.get(requirements);
        if (known == null) {
          known = croft.store.submit.Submission.intern(connection, requirements);
          interned.put(requirements, known);
        }
        classes[number] = known;
      }
      id = croft.store.submit.Submission.newId(connection);
    }
    Optional<croft.store.submit.Submission.Stored> stored =
        database.transaction(
            connection -> {
              if (key != null && !Idempotency.take(connection, graph.project(), key, digest, id)) {
                return Optional.empty();
              }
              croft.store.submit.Submission.Stored made =
                  croft.store.submit.Submission.store(connection, graph, id, classes);
              beside.store(connection, id);
              return Optional.of(made);
            });
    if (stored.isEmpty()) {
      try (Connection connection = database.connection()) {
        Idempotency.Earlier earlier =
            Idempotency.read(connection, graph.project(), String.valueOf(key));
        if (earlier == null) {
          throw new SQLException("an idempotency key vanished", "40001");
        }
        return answer(earlier, digest, String.valueOf(key));
      }
    }
    dispatch.graphStored(stored.get().image());
    changes.committed(id, 1);
    return new Submitted.Stored(id, false);
  }

  private static Submitted answer(Idempotency.Earlier earlier, byte[] digest, String key) {
    return Arrays.equals(earlier.digest(), digest)
        ? new Submitted.Stored(earlier.graph(), true)
        : new Submitted.Refused(
            ProblemType.KEY_REUSED.problem(
                "the key '%s' made graph %d of another body or other parameters"
                    .formatted(key, earlier.graph())));
  }

  private static byte[] digest(Submission submission, MessageDigest body) {
    MessageDigest all = Digest.sha256();
    Use use = submission.use();
    if (use != null) {
      // Not what the template holds: a repeat is one though the template has a new version.
      return all.digest((use.template() + "\n" + use.request()).getBytes(StandardCharsets.UTF_8));
    }
    all.update(body.digest());
    String rest =
        new TreeMap<>(submission.set())
            + "\n"
            + submission.files()
            + "\n"
            + submission.start().paused()
            + (submission.start().draft() ? "\ndraft" : "")
            + (submission.start().noReuse() ? "\nnoReuse" : "");
    return all.digest(rest.getBytes(StandardCharsets.UTF_8));
  }

  // ------------------------------------------------------------------------------- faults

  private static Problem problem(Faults faults) {
    List<Place> places = new ArrayList<>();
    for (Fault fault : faults.first()) {
      places.add(new Place(fault.where(), fault.message()));
    }
    return problem(
        faults.count() == 1
            ? "the graph file has a fault"
            : "the graph file has " + faults.count() + " faults",
        places,
        faults.count());
  }

  private static Problem problem(String detail, List<Place> places, int count) {
    Problem problem = ProblemType.INVALID_GRAPH.problem(detail, places);
    return new Problem(
        problem.type(),
        problem.title(),
        problem.status(),
        problem.detail(),
        problem.next(),
        problem.places(),
        count,
        null);
  }

  /** How many jobs of a cycle are named. */
  private static final int CYCLE_NAMED_MAX = 20;

  static Problem problem(List<String> cycle) {
    List<String> named = new ArrayList<>(cycle.subList(0, Math.min(cycle.size(), CYCLE_NAMED_MAX)));
    if (cycle.size() > CYCLE_NAMED_MAX) {
      named.add("… " + (cycle.size() - CYCLE_NAMED_MAX) + " more");
    }
    named.add(cycle.getFirst());
    return ProblemType.INVALID_GRAPH.problem(
        "jobs wait for each other in a cycle",
        List.of(
            new Place(
                "jobs." + cycle.getFirst(),
                "each of these waits for the one before it: " + String.join(" → ", named))));
  }

  // ------------------------------------------------------------------------------- the new graph

  private static NewGraph newGraph(
      Submission submission, GraphSpec spec, GraphCompiler.Compiled.Good good, String source) {
    IdentityHashMap<Definition, Integer> numbers = new IdentityHashMap<>();
    List<NewDefinition> definitions = new ArrayList<>();
    for (Definition definition : spec.definitions()) {
      numbers.put(definition, definitions.size());
      definitions.add(newDefinition(definition));
    }
    Map<Integer, String> barriers = new HashMap<>();
    spec.barriers().forEach(barrier -> barriers.put(barrier.job(), Json.text(barrier.globs())));
    List<NewGraph.NewJob> jobs = new ArrayList<>(spec.jobCount());
    for (JobSpec job : spec.jobs()) {
      Integer number = numbers.get(job.definition());
      if (number == null) {
        throw new IllegalStateException("job " + job.key() + " has a definition of its own");
      }
      jobs.add(
          new NewGraph.NewJob(
              job.key(),
              number,
              job.priority(),
              job.estimate(),
              job.deadline(),
              job.givenFace() == null ? null : Json.text(job.givenFace()),
              job.tags(),
              job.description(),
              barriers.get(jobs.size())));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Parameter parameter : spec.parameters()) {
      parameters.put(parameter.name(), parameter.value());
    }
    Use use = submission.use();
    return new NewGraph(
        submission.project().id(),
        spec.name(),
        spec.description(),
        submission.caller().name(),
        subject(use, spec),
        Json.text(parameters),
        spec.tags(),
        spec.priority(),
        submission.start().paused(),
        spec.deadline(),
        submission.media().contentType(),
        source,
        (int) Math.min(spec.dependencyCount(), Integer.MAX_VALUE),
        good.edges(),
        good.flags(),
        good.inactive(),
        jobs,
        definitions,
        use == null ? null : new NewGraph.OfTemplate(use.template(), use.version()),
        spec.growthJobsMax(),
        spec.expandedFrom().stream().map(GraphCompiler::wish).toList(),
        good.remotes(),
        submission.start().draft(),
        spec.latch(),
        submission.start().noReuse());
  }

  private static @Nullable String subject(@Nullable Use use, GraphSpec spec) {
    if (use != null && use.subject() != null) {
      return use.subject();
    }
    return spec.subject().equals(croft.protocol.graphfile.Subject.NONE)
        ? null
        : Json.text(spec.subject());
  }

  /** What is stored of a definition. */
  public static NewDefinition newDefinition(Definition definition) {
    String body = definition.toJson();
    Retry retry = definition.retry();
    Set<RetryPolicy.Cause> on = EnumSet.noneOf(RetryPolicy.Cause.class);
    for (Retry.Cause cause : retry.on()) {
      on.add(RetryPolicy.Cause.of(cause.text()));
    }
    return new NewDefinition(
        Definition.digest(body),
        body,
        new Requirements(
            definition.pool(),
            definition.labels(),
            definition.resources().cpus(),
            definition.resources().memoryBytes(),
            definition.resources().gpus()),
        new RetryPolicy(retry.attempts(), on, retry.backoff(), retry.backoffMax()),
        definition.timeout(),
        !definition.outputs().isEmpty(),
        definition.expand() != null);
  }

  /** Keeps the first bytes of what is read through it, if the whole is not longer than that. */
  private static final class KeptStart extends InputStream {
    private final InputStream in;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean tooLong;

    KeptStart(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      if (count > 0 && !tooLong) {
        if (kept.size() + count > SOURCE_BYTES_MAX) {
          tooLong = true;
          kept.reset();
        } else {
          kept.write(into, offset, count);
        }
      }
      return count;
    }

    String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      // The caller's stream is the caller's.
    }
  }
}
