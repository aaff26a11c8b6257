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
          "jobs");

  static final List<String> PARAMETER = List.of("default", "description");

  static final List<String> SUBJECT =
      List.of("repository", "branch", "commit", "parents", "push", "author", "title", "review");

  static final List<String> JOB =
      List.of(
          "script",
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
          "estimate");

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
          "estimate");

  /** Not axes, but lists of combinations. */
  static final List<String> MATRIX = List.of("include", "exclude");

  static final List<String> DEPENDENCY = List.of("job", "on", "any", "atLeast", "of");

  static final List<String> INPUT = List.of("from", "files", "to");

  static final List<String> REPORTS = List.of("junit");

  static final List<String> RETRY = List.of("attempts", "on", "backoff", "backoffMax");

  static final List<String> RESOURCES = List.of("cpus", "memory", "gpus");

  static final List<String> FACE = List.of("title", "symbol", "group", "platform", "tier");

  /** Part of the model, but not of this version. */
  static final List<String> LATER =
      List.of("breakpoint", "expand", "notify", "timer", "graph", "source", "generator");

  private Keys() {}
}
