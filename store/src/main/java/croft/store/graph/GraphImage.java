package croft.store.graph;

import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import croft.core.job.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What does not change while a graph runs, kept in memory by the servers that work on it: edges,
 * keys, definitions' policies, ranks. Valid for one {@code version} of the graph; a server that
 * finds another in the database reads it again. Safe for use by several threads.
 */
public final class GraphImage {
  /** Stands for a duration that nobody knows. */
  public static final int UNKNOWN = -1;

  /** What a job is thought to take when neither it nor its author say. */
  private static final long EXPECTED_DEFAULT_MS = 60_000;

  private final long graph;
  private final int project;
  private final String projectName;
  private final int version;
  private final int revision;
  private final int priority;
  private final JobGraph edges;
  private final String series;
  private final Keys keys;
  private final List<DefinitionPolicy> policies;
  private final int[] definition;
  private final int[] priorities;
  private final int[] expectedMs;
  private final long[] rank;
  private final int[] finalizers;
  private final Map<Long, Pin> pins;
  private final ReentrantLock incomingLock = new ReentrantLock();
  private volatile JobGraph.@Nullable Incoming incoming;

  /**
   * What the farm itself decides by, of a definition.
   *
   * @param requirementClass the number of what a worker must have
   * @param hasOutputs whether it promises files to jobs that need it
   * @param expands whether its jobs add jobs to the graph when they succeed
   */
  public record DefinitionPolicy(
      RetryPolicy retry, int requirementClass, boolean hasOutputs, boolean expands) {}

  /**
   * An image out of its parts; the arrays are kept.
   *
   * @param definition the number of each job's definition; -1 for joins
   * @param series whose statistics its jobs belong to
   * @param expectedMs what each job is expected to take, as learnt or else as its author thinks;
   *     {@link #UNKNOWN} for joins, and where nobody knows
   */
  public GraphImage(
      long graph,
      int project,
      String projectName,
      int version,
      int revision,
      int priority,
      JobGraph edges,
      String series,
      Keys keys,
      List<DefinitionPolicy> policies,
      int[] definition,
      int[] priorities,
      int[] expectedMs,
      int[] finalizers) {
    this(
        graph,
        project,
        projectName,
        version,
        revision,
        priority,
        edges,
        series,
        keys,
        policies,
        definition,
        priorities,
        expectedMs,
        finalizers,
        List.of());
  }

  /**
   * What an attempt runs, or is to run, when that is not what its job has now.
   *
   * @param revision of the graph that it began with
   * @param definition the number of what it runs
   */
  public record Pin(int job, int attempt, int revision, int definition) {}

  /** An image with attempts that run something else than their jobs have now. */
  public GraphImage(
      long graph,
      int project,
      String projectName,
      int version,
      int revision,
      int priority,
      JobGraph edges,
      String series,
      Keys keys,
      List<DefinitionPolicy> policies,
      int[] definition,
      int[] priorities,
      int[] expectedMs,
      int[] finalizers,
      List<Pin> pins) {
    this.graph = graph;
    this.project = project;
    this.projectName = projectName;
    this.version = version;
    this.revision = revision;
    this.priority = priority;
    this.edges = edges;
    this.series = series;
    this.keys = keys;
    this.policies = List.copyOf(policies);
    this.definition = definition;
    this.priorities = priorities;
    this.expectedMs = expectedMs;
    this.rank = Ranks.longestPaths(edges, durations());
    this.finalizers = finalizers;
    this.pins =
        pins.stream()
            .collect(Collectors.toUnmodifiableMap(pin -> at(pin.job, pin.attempt), p -> p));
  }

  private static long at(int job, int attempt) {
    return (long) job << 32 | attempt;
  }

  public long graph() {
    return graph;
  }

  public int project() {
    return project;
  }

  public String projectName() {
    return projectName;
  }

  public int version() {
    return version;
  }

  public int revision() {
    return revision;
  }

  public JobGraph edges() {
    return edges;
  }

  /** The key of a job; empty for a join. */
  public String key(int job) {
    return keys.key(job);
  }

  /** The number of a job's definition in its graph; -1 for a join. */
  public int definition(int job) {
    return definition[job];
  }

  /** The number of the definition that an attempt of a job runs. */
  public int definition(int job, int attempt) {
    Pin pin = pins.get(at(job, attempt));
    return pin == null ? definition[job] : pin.definition;
  }

  /** The revision that an attempt of a job began with. */
  public int revision(int job, int attempt) {
    Pin pin = pins.get(at(job, attempt));
    return pin == null ? revision : pin.revision;
  }

  /** What the farm decides by, of a job's definition. Not for joins. */
  public DefinitionPolicy policy(int job) {
    return policies.get(definition[job]);
  }

  /** The job's priority and its graph's, added. */
  public int priority(int job) {
    return priority + priorities[job];
  }

  /** Whose statistics its jobs belong to: its template's, or those of graphs of its name. */
  public String series() {
    return series;
  }

  /**
   * What a job is expected to take: what it took in its series when this image was made, or else
   * what its author thinks; {@link #UNKNOWN} for joins, and where nobody knows.
   */
  public int expectedMs(int job) {
    return expectedMs[job];
  }

  private long[] durations() {
    long[] durations = new long[expectedMs.length];
    for (int job = 0; job < durations.length; job++) {
      durations[job] =
          definition[job] < 0 ? 0 : expectedMs[job] < 0 ? EXPECTED_DEFAULT_MS : expectedMs[job];
    }
    return durations;
  }

  /** The longest remaining path in milliseconds, by what each job is expected to take. */
  public long rank(int job) {
    return rank[job];
  }

  /** The numbers of the finalizers, ascending. */
  public int[] finalizers() {
    return finalizers;
  }

  /** The edges by the job that waits; computed at the first call. */
  public JobGraph.Incoming incoming() {
    JobGraph.Incoming known = incoming;
    if (known != null) {
      return known;
    }
    incomingLock.lock();
    try {
      known = incoming;
      if (known == null) {
        known = edges.incoming();
        incoming = known;
      }
      return known;
    } finally {
      incomingLock.unlock();
    }
  }

  /** About how many bytes it keeps in memory. */
  public long bytes() {
    return 300 + edges.size() * 40L + edges.edges() * 13L + keys.bytes();
  }
}
