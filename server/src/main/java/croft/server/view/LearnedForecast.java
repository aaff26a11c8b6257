package croft.server.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.plan.Forecast;
import croft.core.schedule.Requirements;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.wire.ForecastView;
import croft.protocol.wire.PlanForecast;
import croft.protocol.wire.PoolView;
import croft.server.config.PoolPrices;
import croft.server.dispatch.Images;
import croft.server.submit.FarmSubmissions;
import croft.server.submit.GraphCompiler;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.query.ForecastQueries;
import croft.store.query.ForecastQueries.ForecastJob;
import croft.store.query.GraphRow;
import croft.store.query.WorkerQueries;
import croft.store.statistic.Learnt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the jobs of a running graph will run: its remaining jobs played through on the live workers'
 * slots, with what the graph's series knows of each key, or its author's estimate. Says nothing
 * where nothing is known. Safe for use by many threads.
 */
public final class LearnedForecast implements GraphViews.Forecast {
  /** A view does not wait for larger graphs: it gets what the last play said, if there was one. */
  public static final int AT_ONCE_JOBS_MAX = 20_000;

  /** Jobs that no worker can run, as shown. */
  private static final int UNPLACEABLE_MAX = 100;

  /** What the edges of the graphs that were looked at last may take. */
  private static final long IMAGE_BYTES_MAX = 32L << 20;

  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final Duration LARGE_KEPT = Duration.ofSeconds(30);
  private static final int GRAPHS_MAX = 1_000;
  private static final Logger log = LoggerFactory.getLogger(LearnedForecast.class);

  private record End(Optional<Instant> at, long nanos) {}

  private static final double MS_PER_HOUR = Duration.ofHours(1).toMillis();

  private final Database database;
  private final PoolPrices prices;
  private final Images images;
  private final Cache<Long, End> ends =
      Caffeine.newBuilder().maximumSize(GRAPHS_MAX).expireAfterWrite(Duration.ofMinutes(5)).build();
  private final Set<Long> playing = ConcurrentHashMap.newKeySet();

  /** Forecasts for the graphs of a database. */
  public LearnedForecast(Database database, PoolPrices prices) {
    this.database = database;
    this.prices = prices;
    this.images = new Images(database, IMAGE_BYTES_MAX);
  }

  @Override
  public Optional<Instant> expectedEndAt(GraphRow graph) {
    if (graph.state() != GraphState.RUNNING || graph.paused()) {
      return Optional.empty();
    }
    boolean large = graph.jobs() > AT_ONCE_JOBS_MAX;
    End known = ends.getIfPresent(graph.graph());
    Duration kept = large ? LARGE_KEPT : KEPT;
    if (known != null && System.nanoTime() - known.nanos < kept.toNanos()) {
      return known.at;
    }
    if (!large) {
      return end(graph.graph()).at;
    }
    if (playing.add(graph.graph())) {
      Thread.ofVirtual()
          .name("forecast-" + graph.graph())
          .start(
              () -> {
                try {
                  end(graph.graph());
                } finally {
                  playing.remove(graph.graph());
                }
              });
    }
    return known == null ? Optional.empty() : known.at;
  }

  private End end(long graph) {
    Optional<Instant> at = Optional.empty();
    try {
      at = play(graph).flatMap(played -> Optional.ofNullable(played.view().endP50At()));
    } catch (SQLException e) {
      log.debug("no forecast for graph {}: {}", graph, e.getMessage());
    }
    End end = new End(at, System.nanoTime());
    ends.put(graph, end);
    return end;
  }

  /** All that can be said of a graph; empty if there is no such graph. */
  public Optional<ForecastView> forecast(long graph) throws SQLException {
    return play(graph).map(Played::view);
  }

  /**
   * When the jobs of a graph would run that is not submitted.
   *
   * @param compiled of {@code graph}
   */
  public PlanForecast planned(int project, GraphSpec graph, GraphCompiler.Compiled.Good compiled)
      throws SQLException {
    Map<Requirements, Integer> numbers = new HashMap<>();
    Map<Integer, WorkerQueries.Kind> classes = new HashMap<>();
    GraphRun run = GraphRun.submitted(compiled.edges(), compiled.flags(), compiled.inactive());
    List<String> keys = new ArrayList<>(graph.jobCount());
    int[] kind = new int[compiled.edges().size()];
    for (int job = 0; job < graph.jobCount(); job++) {
      JobSpec spec = graph.job(job);
      keys.add(spec.key());
      Requirements needs = FarmSubmissions.newDefinition(spec.definition()).requirements();
      Integer number = numbers.computeIfAbsent(needs, _ -> numbers.size());
      kind[job] = number;
      classes.put(
          number,
          new WorkerQueries.Kind(
              needs.pool(), needs.labels(), needs.cpus(), needs.memoryBytes(), needs.gpus()));
    }
    return database
        .transaction(
            connection -> {
              Map<String, Learnt.Duration> known =
                  Learnt.durations(connection, project, graph.name(), keys);
              List<ForecastJob> jobs = new ArrayList<>(kind.length);
              for (int job = 0; job < kind.length; job++) {
                Duration estimate = job < keys.size() ? graph.job(job).estimate() : null;
                long guess = estimate == null ? -1 : estimate.toMillis();
                Learnt.Duration learnt = job < keys.size() ? known.get(keys.get(job)) : null;
                jobs.add(
                    new ForecastJob(
                        job,
                        run.state(job),
                        run.flags(job),
                        kind[job],
                        learnt == null ? guess : learnt.p50Ms(),
                        learnt == null ? guess : learnt.p90Ms(),
                        0));
              }
              return new Played(
                  0,
                  compiled.edges(),
                  jobs,
                  kinds(classes, ForecastQueries.slots(connection)),
                  prices);
            })
        .planned();
  }

  /** Every pool, and what waits for its workers. */
  public List<PoolView> pools() throws SQLException {
    return database.transaction(
        connection -> {
          List<ForecastQueries.Waiting> waiting = ForecastQueries.waiting(connection);
          int[] ids =
              waiting.stream()
                  .mapToInt(ForecastQueries.Waiting::requirementClass)
                  .distinct()
                  .toArray();
          return Pools.views(
              ForecastQueries.slots(connection),
              ForecastQueries.withheld(connection),
              ForecastQueries.running(connection),
              waiting,
              ForecastQueries.classes(connection, ids));
        });
  }

  private Optional<Played> play(long graph) throws SQLException {
    GraphImage cached = images.get(graph);
    if (cached == null) {
      return Optional.empty();
    }
    GraphImage image = cached.version() == version(graph) ? cached : anew(graph);
    if (image == null) {
      return Optional.empty();
    }
    return Optional.of(
        database.transaction(
            connection -> {
              List<ForecastJob> jobs = ForecastQueries.jobs(connection, graph);
              return new Played(graph, image.edges(), jobs, kinds(connection, jobs), prices);
            }));
  }

  private int version(long graph) throws SQLException {
    try (Connection connection = database.connection()) {
      return ForecastQueries.version(connection, graph);
    }
  }

  private @Nullable GraphImage anew(long graph) throws SQLException {
    images.drop(graph);
    return images.get(graph);
  }

  // ------------------------------------------------------------------------------- places

  /**
   * Which workers can run what.
   *
   * @param number of each requirement class, counted from 0
   * @param needs of each class, by that number
   * @param slots of each kind of worker
   * @param meets the kinds of worker for each class, the least able first: they leave the others
   *     free for those who need them
   */
  private record Kinds(
      Map<Integer, Integer> number, List<WorkerQueries.Kind> needs, int[] slots, int[][] meets) {}

  private static Kinds kinds(Connection connection, List<ForecastJob> jobs) throws SQLException {
    int[] ids =
        jobs.stream()
            .filter(job -> !JobFlags.has(job.flags(), JobFlags.JOIN))
            .mapToInt(ForecastJob::requirementClass)
            .distinct()
            .toArray();
    return kinds(ForecastQueries.classes(connection, ids), ForecastQueries.slots(connection));
  }

  private static Kinds kinds(
      Map<Integer, WorkerQueries.Kind> classes, List<ForecastQueries.Slots> workers) {
    Map<Integer, Integer> number = new HashMap<>();
    List<WorkerQueries.Kind> needs = new ArrayList<>();
    List<List<Integer>> met = new ArrayList<>();
    int[] able = new int[workers.size()];
    for (Map.Entry<Integer, WorkerQueries.Kind> entry : classes.entrySet()) {
      number.put(entry.getKey(), met.size());
      needs.add(entry.getValue());
      List<Integer> by = new ArrayList<>();
      for (int worker = 0; worker < able.length; worker++) {
        if (requirements(entry.getValue()).isMetBy(offer(workers.get(worker).kind()))) {
          by.add(worker);
          able[worker]++;
        }
      }
      met.add(by);
    }
    int[][] meets = new int[met.size()][];
    for (int at = 0; at < meets.length; at++) {
      meets[at] =
          met.get(at).stream()
              .sorted(java.util.Comparator.comparingInt(worker -> able[worker]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    int[] slots = new int[able.length];
    for (int worker = 0; worker < slots.length; worker++) {
      slots[worker] = able[worker] == 0 ? 0 : workers.get(worker).slots();
    }
    return new Kinds(number, needs, slots, meets);
  }

  static Requirements requirements(WorkerQueries.Kind kind) {
    return new Requirements(
        kind.pool(), kind.labels(), kind.cpus(), kind.memoryBytes(), kind.gpus());
  }

  static Requirements.Offer offer(WorkerQueries.Kind kind) {
    return new Requirements.Offer(
        kind.pool(), Set.copyOf(kind.labels()), kind.cpus(), kind.memoryBytes(), kind.gpus());
  }

  // ------------------------------------------------------------------------------- play

  /** What two plays said: with middling durations, and with slow ones. */
  private static final class Played {
    private final long graph;
    private final JobGraph edges;
    private final boolean[] part;
    private final boolean[] running;
    private final boolean[] late;
    private final boolean[] join;
    private final int[] kind;
    private final long[] elapsed;
    private final Kinds kinds;
    private final Instant at = Instant.now();
    private final int known;
    private final int guessed;
    private final Forecast middling;
    private final Forecast slow;
    private final double coreHours;
    private final @Nullable Double cost;

    Played(long graph, JobGraph edges, List<ForecastJob> jobs, Kinds kinds, PoolPrices prices) {
      this.graph = graph;
      this.edges = edges;
      this.kinds = kinds;
      int size = edges.size();
      this.part = new boolean[size];
      this.running = new boolean[size];
      this.late = new boolean[size];
      this.join = new boolean[size];
      this.kind = new int[size];
      this.elapsed = new long[size];
      int withDuration = 0;
      int without = 0;
      for (ForecastJob job : jobs) {
        // An edit may have added jobs since the edges were read.
        if (job.job() >= size || !job.state().isUnfinished()) {
          continue;
        }
        int number = job.job();
        part[number] = true;
        running[number] = job.state() == JobState.RUNNING;
        late[number] = JobFlags.has(job.flags(), JobFlags.FINALIZER);
        join[number] = JobFlags.has(job.flags(), JobFlags.JOIN);
        elapsed[number] = running[number] ? job.elapsedMs() : 0;
        int of = kinds.number.getOrDefault(job.requirementClass(), Forecast.NO_KIND);
        boolean placeable = of >= 0 && kinds.meets[of].length > 0;
        kind[number] = placeable || running[number] ? of : Forecast.NO_KIND;
        if (!join[number]) {
          withDuration += job.p50Ms() >= 0 ? 1 : 0;
          without += job.p50Ms() >= 0 ? 0 : 1;
        }
      }
      this.known = withDuration;
      this.guessed = without;
      long[] middle = left(jobs, ForecastJob::p50Ms);
      this.middling = Forecast.of(play(middle));
      this.slow = Forecast.of(play(left(jobs, ForecastJob::p90Ms)));
      double hours = 0;
      double sum = 0;
      boolean priced = true;
      for (int job = 0; job < size; job++) {
        if (middling.end()[job] >= 0 && !join[job] && kind[job] != Forecast.NO_KIND) {
          WorkerQueries.Kind needs = kinds.needs.get(kind[job]);
          // Who does not say how many processors it needs takes one.
          double of = middle[job] / MS_PER_HOUR * Math.max(1, needs.cpus());
          OptionalDouble price = prices.of(needs.pool());
          hours += of;
          sum += of * price.orElse(0);
          priced &= price.isPresent();
        }
      }
      this.coreHours = hours;
      this.cost = priced ? sum : null;
    }

    private long[] left(List<ForecastJob> jobs, ToLongFunction<ForecastJob> expected) {
      // Of ended jobs, too: their durations are known best.
      long mean =
          (long) jobs.stream().mapToLong(expected).filter(ms -> ms >= 0).average().orElse(0);
      long[] left = new long[part.length];
      for (ForecastJob job : jobs) {
        int number = job.job();
        if (number < left.length && part[number] && !join[number]) {
          long ms = expected.applyAsLong(job);
          left[number] = Math.max(0, (ms >= 0 ? ms : mean) - elapsed[number]);
        }
      }
      return left;
    }

    private Forecast.Play play(long[] left) {
      return new Forecast.Play(
          edges, left, part, running, late, join, kind, kinds.slots, kinds.meets);
    }

    PlanForecast planned() {
      ForecastView all = view();
      boolean says = all.endP50At() != null;
      return new PlanForecast(
          says ? middling.makespan() : null,
          says ? slow.makespan() : null,
          all.coreHours(),
          all.cost(),
          all.slots(),
          all.known(),
          all.guessed(),
          all.criticalPath(),
          all.unplaceable(),
          all.jobs(),
          all.startP50Ms(),
          all.endP50Ms(),
          all.startP90Ms(),
          all.endP90Ms(),
          all.slackMs());
    }

    ForecastView view() {
      List<Integer> jobs = new ArrayList<>();
      List<Integer> unplaceable = new ArrayList<>();
      List<Long> startP50 = new ArrayList<>();
      List<Long> endP50 = new ArrayList<>();
      List<Long> startP90 = new ArrayList<>();
      List<Long> endP90 = new ArrayList<>();
      List<Long> slack = new ArrayList<>();
      boolean some = false;
      for (int job = 0; job < part.length; job++) {
        if (!part[job] || join[job]) {
          continue;
        }
        jobs.add(job);
        startP50.add(middling.start()[job]);
        endP50.add(middling.end()[job]);
        startP90.add(slow.start()[job]);
        endP90.add(slow.end()[job]);
        slack.add(middling.slack()[job]);
        some |= middling.end()[job] >= 0;
        if (kind[job] == Forecast.NO_KIND && unplaceable.size() < UNPLACEABLE_MAX) {
          unplaceable.add(job);
        }
      }
      boolean says = some && known > 0;
      int slots = 0;
      for (int of : kinds.slots) {
        slots += of;
      }
      return new ForecastView(
          graph,
          at,
          says ? at.plusMillis(middling.makespan()) : null,
          says ? at.plusMillis(slow.makespan()) : null,
          says ? coreHours : null,
          says ? cost : null,
          slots,
          known,
          guessed,
          java.util.Arrays.stream(middling.criticalPath()).boxed().toList(),
          unplaceable,
          jobs,
          startP50,
          endP50,
          startP90,
          endP90,
          slack);
    }
  }
}
