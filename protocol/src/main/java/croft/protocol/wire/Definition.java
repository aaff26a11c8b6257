package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.json.CanonicalJson;
import croft.protocol.json.Digest;
import croft.protocol.json.RawJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job does. Immutable; known by the digest of its canonical JSON, so that equal jobs have
 * equal definitions wherever they came from.
 *
 * @param script what a shell runs
 * @param env its environment beside the farm's {@code CROFT_*} variables
 * @param inputs which outputs of the jobs that it needs directly go into its work folder; null
 *     means all, at the same relative path; empty means none
 * @param outputs globs of files for the jobs that follow
 * @param artifacts globs of files for people
 * @param reports globs of files that are counted
 * @param timeoutSeconds how long an attempt may take, at least 1
 * @param retry when to try again
 * @param pool whose workers may run it
 * @param labels that a worker must have, all of them
 * @param resources that an attempt takes from its worker
 * @param files digest of the bundle that is unpacked into the work folder; null without one
 */
public record Definition(
    String script,
    Map<String, String> env,
    @Nullable List<InputRule> inputs,
    List<String> outputs,
    List<String> artifacts,
    Reports reports,
    int timeoutSeconds,
    Retry retry,
    String pool,
    List<String> labels,
    Resources resources,
    @Nullable Digest files) {

  /**
   * Which outputs to fetch, and where they go.
   *
   * @param from glob over the keys of the jobs that it needs; null means all of them
   * @param files glob over the outputs' names
   * @param to folder in the work folder, in which {@code {key}} stands for the other job's key;
   *     null means the work folder itself
   */
  public record InputRule(@Nullable String from, String files, @Nullable String to) {
    public InputRule {
      Check.optionalText("from", from, Limits.TEXT_BYTES_MAX);
      Check.text("files", files, Limits.TEXT_BYTES_MAX);
      Check.optionalText("to", to, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Files that are counted.
   *
   * @param junit globs of JUnit XML reports
   */
  public record Reports(List<String> junit) {
    public static final Reports NONE = new Reports(List.of());

    public Reports {
      junit = Check.texts("reports.junit", junit, Limits.LIST_MAX);
    }
  }

  /**
   * When to try again.
   *
   * @param attempts all attempts, the first included; at least 1
   * @param on the outcomes that are tried again: lost, failed, timedOut, workerStopped
   * @param backoffSeconds the pause before the second attempt; it doubles each time
   * @param backoffMaxSeconds what the pause does not exceed
   */
  public record Retry(int attempts, List<Outcome> on, int backoffSeconds, int backoffMaxSeconds) {
    public Retry {
      Check.range("retry.attempts", attempts, 1, Limits.RETRY_ATTEMPTS_MAX);
      on = Check.list("retry.on", on, Outcome.values().length);
      for (Outcome outcome : on) {
        switch (outcome) {
          case LOST, FAILED, TIMED_OUT, WORKER_STOPPED -> {}
          case SUCCEEDED, REFUSED, CANCELLED, REUSED ->
              throw new IllegalArgumentException(
                  "retry.on: an attempt that ended " + outcome.text() + " is never tried again");
        }
      }
      Check.range("retry.backoffSeconds", backoffSeconds, 0, Limits.TIMEOUT_SECONDS_MAX);
      Check.range(
          "retry.backoffMaxSeconds", backoffMaxSeconds, backoffSeconds, Limits.TIMEOUT_SECONDS_MAX);
    }
  }

  public Definition {
    Check.text("script", script, Limits.SCRIPT_BYTES_MAX);
    env = Check.values("env", env, Limits.ENV_MAX);
    inputs = inputs == null ? null : Check.list("inputs", inputs, Limits.LIST_MAX);
    outputs = Check.texts("outputs", outputs, Limits.LIST_MAX);
    artifacts = Check.texts("artifacts", artifacts, Limits.LIST_MAX);
    reports = reports == null ? Reports.NONE : reports;
    Check.range("timeoutSeconds", timeoutSeconds, 1, Limits.TIMEOUT_SECONDS_MAX);
    Check.present("retry", retry);
    Check.name("pool", pool);
    labels = Check.names("labels", labels, Limits.LIST_MAX);
    resources = resources == null ? Resources.NONE : resources;
  }

  /** The canonical text, which is what is stored and given to workers. */
  public RawJson canonical() {
    return RawJson.canonical(this);
  }

  /** By which it is known. */
  public Digest digest() {
    return CanonicalJson.digest(this);
  }
}
