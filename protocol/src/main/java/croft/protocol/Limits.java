package croft.protocol;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;

/**
 * Every limit of the protocol, each with its unit and the reason for its size. {@code
 * docs/limits.md} is generated from this class; who refuses something names the number that was
 * met: {@code graph has 1,000,001 jobs; the limit is 1,000,000}.
 */
public final class Limits {
  /** What a limit counts, and why it is as large as it is. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.FIELD)
  public @interface Why {
    /** What is counted or measured: jobs, bytes, milliseconds … */
    String unit();

    /** The reason, as a sentence. */
    String value();
  }

  @Why(
      unit = "jobs in a graph",
      value =
          "A million jobs are written in about 5 s and ranked in memory inside the server's 512 MB"
              + " heap; larger work is better split into graphs that can end one by one.")
  public static final int JOBS_MAX = 1_000_000;

  @Why(
      unit = "dependencies in a graph, after globs and matrices are expanded",
      value =
          "Five for each job of the largest graph. In memory an edge takes 12 bytes in each direction, so this is 120 MB of the server's 512 MB heap. Barriers and finalizers are counted as sets and not as edges, so wide fan-in needs no more.")
  public static final int DEPENDENCIES_MAX = 5_000_000;

  @Why(
      unit = "bytes in a request body that is read whole (JSON, YAML)",
      value =
          "A graph file of 100,000 short jobs. Parsing keeps several times this in memory, and"
              + " some requests run at once; larger graphs are sent as NDJSON, a job a line.")
  public static final int BODY_MAX = 16 * 1024 * 1024;

  @Why(
      unit = "bytes in a line of NDJSON",
      value = "One job: long inline scripts fit, and a missing line break is noticed early.")
  public static final int LINE_MAX = 1024 * 1024;

  @Why(
      unit = "levels of nesting in JSON and YAML",
      value = "The deepest legal document has about ten; a stack must never overflow.")
  public static final int DEPTH_MAX = 100;

  @Why(
      unit = "digits in a JSON number",
      value = "The widest legal number is 64 bits; turning long digits into numbers is quadratic.")
  public static final int NUMBER_DIGITS_MAX = 40;

  @Why(
      unit = "characters in a JSON string",
      value = "A string cannot be longer than the line or script that holds it.")
  public static final int STRING_MAX = 1024 * 1024;

  @Why(
      unit = "bytes in a property name of a JSON object",
      value = "Names are keys of jobs, parameters and variables, all far shorter.")
  public static final int PROPERTY_NAME_MAX = 1_024;

  @Why(
      unit =
          "bytes in the key of a job, a label, or a name of a pool, project, worker or parameter",
      value = "Fits a line of a table and a path segment; index entries stay small.")
  public static final int KEY_BYTES_MAX = 200;

  @Why(
      unit = "bytes in a script",
      value =
          "Half a million characters of any alphabet. Longer scripts belong into a file that is sent with the graph.")
  public static final int SCRIPT_BYTES_MAX = 2_000_000;

  @Why(
      unit = "bytes in a sentence: a reason, a title, a description",
      value =
          "4,000 characters of any alphabet: people read it in a table; details belong in the log.")
  public static final int TEXT_BYTES_MAX = 16_000;

  @Why(
      unit = "environment variables of a job",
      value = "More is generated, and belongs into a file.")
  public static final int ENV_MAX = 1_000;

  @Why(
      unit = "bytes in the value of an environment variable or parameter",
      value =
          "Linux refuses to give a program a single string above 128 kB; some room is kept for its name.")
  public static final int VALUE_BYTES_MAX = 120_000;

  @Why(
      unit = "parameters of a graph",
      value = "A form with more fields is not filled in by a person.")
  public static final int PARAMETERS_MAX = 256;

  @Why(
      unit = "labels of a worker",
      value = "They are matched once for each kind of job; the set must stay small.")
  public static final int LABELS_MAX = 256;

  @Why(
      unit =
          "entries of a list in a job: tags, labels, inputs, globs of outputs, artifacts and reports",
      value =
          "Each glob is matched against every file of the work folder, each label against every worker.")
  public static final int LIST_MAX = 1_000;

  @Why(
      unit = "attempts that a retry policy may ask for",
      value = "A job that fails a hundred times is broken; retrying it only costs money.")
  public static final int RETRY_ATTEMPTS_MAX = 100;

  @Why(
      unit = "seconds that one attempt may take, and any other duration in a definition",
      value = "A year. What runs longer is a service.")
  public static final int TIMEOUT_SECONDS_MAX = 365 * 24 * 3_600;

  @Why(
      unit = "as the highest priority; the lowest is its negative",
      value = "A person compares them by eye; the order of claims packs them into 11 bits.")
  public static final int PRIORITY_MAX = 1_000;

  @Why(
      unit = "bytes of an expression that chooses jobs",
      value = "A page of it: what is longer is a program, and belongs into a generator.")
  public static final int EXPRESSION_BYTES_MAX = 4_000;

  @Why(unit = "different expressions in an edit", value = "Each looks at every job of the graph.")
  public static final int EDIT_EXPRESSIONS_MAX = 20;

  @Why(
      unit = "operations in an edit",
      value = "An edit holds its graph's lock: so many take about two seconds on a large graph.")
  public static final int EDIT_OPERATIONS_MAX = 20_000;

  @Why(
      unit = "keys and globs in one operation of an edit",
      value = "As many as a person can have selected in a large graph.")
  public static final int EDIT_SELECTORS_MAX = 100_000;

  @Why(
      unit = "slots of a worker",
      value = "The largest machines run this many processes at once; a heartbeat lists them all.")
  public static final int WORKER_SLOTS_MAX = 1_024;

  @Why(
      unit = "attempts given in one claim",
      value = "A worker can fill all of its slots with one call.")
  public static final int CLAIM_SLOTS_MAX = WORKER_SLOTS_MAX;

  @Why(
      unit = "completions in one call",
      value = "As many as a worker can run at once; they share one transaction.")
  public static final int COMPLETIONS_MAX = 1_024;

  @Why(
      unit = "attempts listed in one heartbeat",
      value = "All slots, and as many again with results that could not be sent yet, twice.")
  public static final int HEARTBEAT_ATTEMPTS_MAX = 4_096;

  @Why(
      unit = "milliseconds that a claim may wait for work",
      value = "Proxies cut requests that are silent for a minute.")
  public static final int WAIT_MAX = 30_000;

  @Why(
      unit = "bytes in the log of an attempt",
      value =
          "Nobody reads more, and one mad loop must not fill the disk. Output goes on being read"
              + " and is dropped, with a mark at the end of the log.")
  public static final long LOG_MAX = 64L * 1024 * 1024;

  @Why(
      unit = "bytes in one append to a log, and in one read of it",
      value = "Held in memory once for each worker that writes at the same time.")
  public static final int LOG_CHUNK_MAX = 1024 * 1024;

  @Why(
      unit = "bytes in an artifact",
      value = "Disk images fit. It is streamed, never held in memory.")
  public static final long ARTIFACT_MAX = 16L * 1024 * 1024 * 1024;

  @Why(
      unit = "artifacts of an attempt",
      value = "Every one is a row; thousands of small files should be packed into one.")
  public static final int ARTIFACTS_MAX = 10_000;

  @Why(
      unit = "bytes in the name of an artifact",
      value = "What a row of an index can hold; file systems allow 4,096 for a path.")
  public static final int ARTIFACT_NAME_BYTES_MAX = 1_024;

  @Why(
      unit = "input files that an attempt is given",
      value = "They travel in the answer to its claim: about 150 bytes each.")
  public static final int INPUTS_MAX = 10_000;

  @Why(
      unit = "bytes in a bundle of files that is sent with a graph",
      value = "Scripts and small fixtures; sources and data are fetched by a job and cached.")
  public static final long FILES_MAX = 256L * 1024 * 1024;

  @Why(unit = "items in a page when the request does not say", value = "A screen or two.")
  public static final int PAGE_DEFAULT = 100;

  @Why(
      unit = "items in a page",
      value = "An answer is built in memory; the next page costs one more request.")
  public static final int PAGE_MAX = 1_000;

  @Why(
      unit = "templates in a project",
      value = "They are listed and chosen from by people; versions of one are not counted.")
  public static final int TEMPLATES_MAX = 10_000;

  @Why(
      unit = "newest graphs of a template that a series looks at, and results of a job in it",
      value =
          "A page of keys times the graphs are rows to be read; older results are in the graphs.")
  public static final int SERIES_GRAPHS_MAX = 100;

  @Why(
      unit = "dependencies, and dependents, that a job's detail lists",
      value = "A person looks at a few; the counts beside them are exact.")
  public static final int DETAIL_EDGES_MAX = 1_000;

  @Why(
      unit = "jobs of a graph that is answered as columns",
      value = "Some 10 MB of JSON and a second of reading; larger graphs are read page by page.")
  public static final int COLUMNS_JOBS_MAX = 100_000;

  @Why(
      unit = "topics (graphs and logs) followed by one event stream",
      value = "More than a page of graphs; each costs the server a place in its fan-out tables.")
  public static final int STREAM_TOPICS_MAX = 256;

  @Why(
      unit = "bytes in an idempotency key, a session or another token that a client chooses",
      value = "Room for a UUID with a prefix.")
  public static final int TOKEN_BYTES_MAX = 200;

  @Why(
      unit = "places that a problem lists",
      value = "Nobody mends more at once; the count beside them is exact.")
  public static final int PLACES_MAX = 100;

  @Why(
      unit = "graphs inside each other by jobs of the kind graph",
      value = "A template that starts itself would never end.")
  public static final int CHILD_GRAPHS_DEEP_MAX = 8;

  @Why(
      unit = "decisions that a job's detail lists",
      value = "The newest; a breakpoint that asked more often is not read by anybody.")
  public static final int DECISIONS_SHOWN_MAX = 100;

  @Why(unit = "latches in a project", value = "One a branch, and more; all are listed at once.")
  public static final int LATCHES_MAX = 1_000;

  @Why(
      unit = "sampled jobs of a graph whose rates are listed",
      value = "A board shows them; more than that nobody looks through.")
  public static final int RATES_MAX = 1_000;

  @Why(
      unit = "workers that are draining or quarantined",
      value = "All are listed at once, and a claim looks among them.")
  public static final int STANDINGS_MAX = 10_000;

  @Why(
      unit = "changes of a worker's standing that are kept",
      value = "The newest; who set it before that is not asked by anybody.")
  public static final int STANDING_CHANGES_MAX = 100;

  @Why(unit = "members of all groups in a project", value = "All are listed at once.")
  public static final int GROUP_MEMBERS_MAX = 10_000;

  @Why(
      unit = "samples of a job that are asked for at once",
      value = "A rate of 1 % is known to ±0.6 %; who wants more asks again, and all are counted.")
  public static final int SAMPLES_MAX = 1_000;

  private Limits() {}

  /**
   * The sentence for something that is too large.
   *
   * @param what the thing and the verb: {@code graph has}
   * @param number how many there are
   * @param unit what was counted: {@code jobs}
   * @param max the limit that was met
   * @return {@code graph has 1,000,001 jobs; the limit is 1,000,000}
   */
  public static String exceeded(String what, long number, String unit, long max) {
    return String.format(Locale.ROOT, "%s %,d %s; the limit is %,d", what, number, unit, max);
  }
}
