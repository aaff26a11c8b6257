package croft.protocol.graphfile;

import croft.protocol.Limits;
import java.time.Duration;
import java.time.Instant;

/**
 * Every limit of the graph file: those of the protocol, and those that only a file can meet, each
 * with its reason. A fault that meets one names it.
 */
public final class GraphFileLimits {
  /** A YAML or JSON file is read as a whole; larger graphs come as NDJSON. */
  public static final int FILE_BYTES_MAX = Limits.BODY_MAX;

  /** One line of NDJSON is one job; a script of a megabyte belongs into a file. */
  public static final int LINE_BYTES_MAX = Limits.LINE_MAX;

  /** A million jobs of two kilobytes: more is a mistake or an attack. */
  public static final long NDJSON_BYTES_MAX = 2L << 30;

  /** Nesting of lists and maps; no file that a person can read comes near. */
  public static final int DEPTH_MAX = Limits.DEPTH_MAX;

  /** YAML aliases. More than that is generated, and a generator can write JSON. */
  public static final int ALIASES_MAX = 10_000;

  /** Values that aliases stand for, all together: the alias bomb's fuse. */
  public static final int ALIASED_NODES_MAX = 1_000_000;

  /** Characters of a number. */
  public static final int NUMBER_CHARS_MAX = 100;

  /** Faults that are reported with their place; the others are only counted. */
  public static final int FAULTS_MAX = Limits.PLACES_MAX;

  /** Reading is given up after so many faults: the rest would say the same. */
  public static final int FAULTS_COUNTED_MAX = 1_000;

  /** Values in one job, or one key of the top level: room for 100,000 needs. */
  public static final int VALUES_MAX = 250_000;

  /** Bytes that all jobs' texts may take together, in the memory of a server with 512 MB. */
  public static final long GRAPH_TEXT_MAX = 192L << 20;

  /** Jobs of a graph, after matrices are expanded. */
  public static final int JOBS_MAX = Limits.JOBS_MAX;

  /** Dependencies of a graph, after globs are expanded, members of joins included. */
  public static final int DEPENDENCIES_MAX = Limits.DEPENDENCIES_MAX;

  /** Barriers of a graph: each may hold up all other jobs. */
  public static final int BARRIERS_MAX = 100;

  /** Jobs named by all globs of barriers together. */
  public static final int BARRIER_MEMBERS_MAX = 5_000_000;

  /** Work that globs may cause, in characters compared: about half a second. */
  public static final long GLOB_STEPS_MAX = 100_000_000;

  /** Bytes of a key, a label, a name. */
  public static final int NAME_BYTES_MAX = Limits.KEY_BYTES_MAX;

  /** Axes of a matrix. */
  public static final int AXES_MAX = 10;

  /** Combinations of a matrix times entries of its exclude: about a tenth of a second. */
  public static final long MATRIX_STEPS_MAX = 2_000_000;

  /** Bytes of a script; a longer one belongs into a file. */
  public static final int SCRIPT_BYTES_MAX = Limits.SCRIPT_BYTES_MAX;

  /** Bytes of a title, a description or a part of the subject. */
  public static final int TEXT_BYTES_MAX = Limits.TEXT_BYTES_MAX;

  /** Variables in a job's env. */
  public static final int ENV_MAX = Limits.ENV_MAX;

  /** Bytes of one value in env or of a parameter: Linux refuses a string above 128 kB. */
  public static final int VALUE_BYTES_MAX = Limits.VALUE_BYTES_MAX;

  /** Labels of a job: matched against every kind of worker. */
  public static final int LABELS_MAX = Limits.LABELS_MAX;

  /** Tags of a job or a graph: shown in a line. */
  public static final int TAGS_MAX = 32;

  /** Globs in each of a job's outputs, artifacts and reports, entries of its inputs. */
  public static final int GLOBS_MAX = Limits.LIST_MAX;

  /** Bytes of a file glob or a folder. */
  public static final int PATH_BYTES_MAX = 1_024;

  /** Parents of a commit. */
  public static final int PARENTS_MAX = 64;

  /** Parameters of a graph. */
  public static final int PARAMETERS_MAX = Limits.PARAMETERS_MAX;

  /** How long a script may run when its job does not say. */
  public static final Duration TIMEOUT_DEFAULT = Duration.ofHours(1);

  /** Longest time that a script may run. */
  public static final Duration TIMEOUT_MAX = Duration.ofSeconds(Limits.TIMEOUT_SECONDS_MAX);

  /** Longest duration anywhere in the file. */
  public static final Duration DURATION_MAX = Duration.ofDays(365);

  /** Priorities go from −1,000 to 1,000. */
  public static final int PRIORITY_MAX = Limits.PRIORITY_MAX;

  /** Attempts of a job, the first included. */
  public static final int ATTEMPTS_MAX = Limits.RETRY_ATTEMPTS_MAX;

  /** Attempts of a job that does not say; a job that takes workers down is given up before. */
  public static final int ATTEMPTS_DEFAULT = 5;

  /** Groups, users and tokens that may decide a breakpoint. */
  public static final int APPROVERS_MAX = 100;

  /** Earliest time of a timer, … */
  static final Instant TIME_MIN = Instant.parse("2000-01-01T00:00:00Z");

  /** … and latest: what a database keeps, and four digits for the year. */
  static final Instant TIME_MAX = Instant.parse("9999-12-31T00:00:00Z");

  /** How deep graph files may lie in graph files. */
  public static final int CHILDREN_DEPTH_MAX = 4;

  /** Dependencies on jobs of other graphs: each is kept up to date from there. */
  public static final int REMOTE_NEEDS_MAX = 10_000;

  /** Dependencies that are written as globs, for each job that has them: looked at in each edit. */
  public static final int EXPANDED_FROM_MAX = 1_000_000;

  /** Expectations of a graph: each is worked out before it is submitted. */
  public static final int EXPECTATIONS_MAX = 100;

  /** Bytes of an expression. */
  public static final int EXPRESSION_BYTES_MAX = 4_000;

  /** The highest id of a graph: 53 bits, as JSON's numbers have. */
  public static final long GRAPH_ID_MAX = (1L << 53) - 1;

  /** Processors, and GPUs, that a job can ask for. */
  public static final int CPUS_MAX = 4_096;

  /** Memory that a job can ask for: 64 TiB. */
  public static final long MEMORY_BYTES_MAX = 64L << 40;

  private GraphFileLimits() {}

  static String tooManyJobs() {
    return "graph has more than %,d jobs, which is the limit".formatted(JOBS_MAX);
  }

  /** What is said of a graph that has more than {@link #DEPENDENCIES_MAX}. */
  public static String tooManyDependencies() {
    return "graph has more than %,d dependencies, which is the limit".formatted(DEPENDENCIES_MAX);
  }

  static String tooManyValues() {
    return "more than %,d values in one job, or one key of the top level, which is the limit"
        .formatted(VALUES_MAX);
  }
}
