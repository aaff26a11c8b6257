package croft.protocol.graphfile;

import java.util.List;

/** The keys that each map of the file knows; a test compares them with the schema's. */
final class Keys {
  static final List<String> TOP =
      List.of(
          "croft",
          "name",
          "description",
          "parameters",
          "files",
          "defaults",
          "subject",
          "tags",
          "priority",
          "deadline",
          "source",
          "latch",
          "limits",
          "expect",
          "generator",
          "jobs");

  static final List<String> PARAMETER =
      List.of("type", "default", "choices", "required", "description");

  static final List<String> SUBJECT =
      List.of("repository", "branch", "commit", "parents", "push", "author", "title", "review");

  static final List<String> JOB =
      List.of(
          "script",
          "breakpoint",
          "notify",
          "timer",
          "graph",
          "description",
          "matrix",
          "needs",
          "after",
          "inputs",
          "outputs",
          "artifacts",
          "reports",
          "env",
          "timeout",
          "deadline",
          "retry",
          "priority",
          "pool",
          "labels",
          "resources",
          "active",
          "allowFailure",
          "finally",
          "barrier",
          "face",
          "tags",
          "estimate",
          "source",
          "expand",
          "reuse");

  /** Each says what kind of job it is; a job has exactly one. */
  static final List<String> KINDS = List.of("script", "breakpoint", "notify", "timer", "graph");

  /** What only a job with a script has, as only that runs on a worker. */
  static final List<String> OF_SCRIPTS =
      List.of(
          "inputs",
          "outputs",
          "artifacts",
          "reports",
          "env",
          "timeout",
          "retry",
          "pool",
          "labels",
          "resources",
          "source",
          "expand",
          "reuse");

  /** The keys of a job for which {@code defaults} can have a value. */
  static final List<String> DEFAULTS =
      List.of(
          "env",
          "timeout",
          "deadline",
          "retry",
          "priority",
          "pool",
          "labels",
          "resources",
          "allowFailure",
          "tags",
          "estimate",
          "source",
          "reuse");

  /** Not axes, but lists of combinations. */
  static final List<String> MATRIX = List.of("include", "exclude");

  static final List<String> DEPENDENCY = List.of("job", "on", "any", "atLeast", "of", "graph");

  static final List<String> INPUT = List.of("from", "files", "to");

  static final List<String> REPORTS = List.of("junit");

  static final List<String> RETRY = List.of("attempts", "on", "backoff", "backoffMax");

  static final List<String> RESOURCES = List.of("cpus", "memory", "gpus");

  static final List<String> FACE = List.of("title", "symbol", "group", "platform", "tier");

  static final List<String> BREAKPOINT =
      List.of("approvers", "timeout", "onTimeout", "notAuthor", "latch", "message");

  static final List<String> NOTIFY = List.of("message", "topic");

  static final List<String> TIMER = List.of("after", "at");

  static final List<String> CHILD = List.of("template", "version", "file", "parameters");

  static final List<String> EXPAND = List.of("file", "jobsMax");

  static final List<String> SOURCE = List.of("repository", "revision", "path");

  /** What stands for a value. */
  static final List<String> VALUE = List.of("parameter");

  static final List<String> EXPECTATION = List.of("that", "message");

  static final List<String> LIMITS = List.of("jobsMax");

  static final List<String> GENERATOR = List.of("command", "sha256");

  private Keys() {}
}
