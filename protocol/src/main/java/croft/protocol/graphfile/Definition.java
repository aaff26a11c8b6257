package croft.protocol.graphfile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job does: all that a worker must know to run it, and nothing about its place in a graph.
 * Two jobs with the same definition do the same. Immutable.
 *
 * @param script text of a shell script
 * @param env variables for it, in the order of their names; parameters and matrix values included
 * @param inputs what it takes from jobs that it needs; null: every output of every job that it
 *     needs directly, at the same relative path; empty: nothing
 * @param outputs globs of files that other jobs can take
 * @param artifacts globs of files kept for people
 * @param junitReports globs of JUnit XML reports
 * @param timeout longest time that the script may run; whole seconds
 * @param retry what is tried again
 * @param pool name of the pool whose workers may run it
 * @param labels what a worker must have; in alphabetical order, each once
 * @param resources what the machine must have
 * @param files digest ({@code sha256:…}) of a bundle that is unpacked into the work folder; null
 *     for none
 * @param kind what it is; when not a script, {@link #script()} is empty, and what only a worker
 *     needs has its default
 * @param expand how it adds jobs to its graph; null when it does not. Only scripts do
 * @param source where its work folder's files come from; null for nowhere. Only scripts have one
 */
public record Definition(
    String script,
    SortedMap<String, String> env,
    @Nullable List<Input> inputs,
    List<String> outputs,
    List<String> artifacts,
    List<String> junitReports,
    Duration timeout,
    Retry retry,
    String pool,
    List<String> labels,
    Resources resources,
    @Nullable String files,
    JobKind kind,
    @Nullable Expand expand,
    @Nullable Source source) {

  /** A script that neither adds jobs nor has a source. */
  public Definition(
      String script,
      SortedMap<String, String> env,
      @Nullable List<Input> inputs,
      List<String> outputs,
      List<String> artifacts,
      List<String> junitReports,
      Duration timeout,
      Retry retry,
      String pool,
      List<String> labels,
      Resources resources,
      @Nullable String files) {
    this(
        script,
        env,
        inputs,
        outputs,
        artifacts,
        junitReports,
        timeout,
        retry,
        pool,
        labels,
        resources,
        files,
        new JobKind.Script(),
        null,
        null);
  }

  /** A job that the farm does itself. */
  static Definition ofFarm(JobKind kind, @Nullable String files) {
    return new Definition(
        "",
        Collections.emptySortedMap(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        GraphFileLimits.TIMEOUT_DEFAULT,
        Retry.DEFAULT,
        POOL_DEFAULT,
        List.of(),
        Resources.NONE,
        files,
        kind,
        null,
        null);
  }

  /** The pool when a job does not say. */
  static final String POOL_DEFAULT = "default";

  public Definition {
    if (!(kind instanceof JobKind.Script)
        && !(script.isEmpty() && expand == null && source == null)) {
      throw new IllegalArgumentException("a " + kind.word() + " has no script, expand or source");
    }
    env =
        env.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) env));
    inputs = inputs == null ? null : List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    artifacts = List.copyOf(artifacts);
    junitReports = List.copyOf(junitReports);
    labels = labels.stream().sorted().distinct().toList();
    if (timeout.isNegative()
        || timeout.isZero()
        || !timeout.equals(Duration.ofSeconds(timeout.toSeconds()))) {
      throw new IllegalArgumentException("timeout must be whole seconds above 0, was " + timeout);
    }
  }

  /** The canonical JSON (RFC 8785): equal definitions have equal text. */
  public String toJson() {
    return DefinitionJson.write(this);
  }

  /**
   * Reads what {@link #toJson()} wrote, or another JSON object of the same shape. Members that are
   * not known are ignored, absent ones have their defaults.
   *
   * @throws IllegalArgumentException when it is not JSON, or not a definition; the message says why
   */
  public static Definition fromJson(String json) {
    return DefinitionReader.read(json);
  }

  /**
   * {@code sha256:} and the hex digest of {@link #toJson()} in UTF-8. Computed at each call: ask
   * once for each of {@link GraphSpec#definitions()}, not for each job.
   */
  public String digest() {
    return digest(toJson());
  }

  /** The digest of a definition whose canonical JSON is at hand. */
  public static String digest(String canonicalJson) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest(canonicalJson.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
