package croft.protocol.graphfile;

import croft.protocol.graphfile.JobDraft.BarrierDraft;
import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Scalar;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads one job, or the defaults, which have some of a job's keys. */
final class JobReader {
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Map<String, Finalizer> FINALIZERS = new LinkedHashMap<>();

  static {
    for (Finalizer finalizer : Finalizer.values()) {
      FINALIZERS.put(finalizer.text(), finalizer);
    }
  }

  private final FaultLog log;
  private final Values values;
  private final Nearest nearest;
  private final WorkReader work;
  private final KindReader kinds;
  private final SourceReader sources;
  private final MatrixReader matrices;
  private final DependencyReader dependencies;
  private final Budget budget;

  /** Equal drafts are one object. */
  private final Map<InternKey, WorkDraft> works = new HashMap<>();

  private final Map<InternKey, RulesDraft> rules = new HashMap<>();

  JobReader(
      FaultLog log, Values values, Nearest nearest, DependencyReader dependencies, Budget budget) {
    this.log = log;
    this.budget = budget;
    this.values = values;
    this.nearest = nearest;
    this.work = new WorkReader(log, values);
    this.sources = new SourceReader(log, values, nearest);
    this.kinds = new KindReader(log, values, sources);
    this.matrices = new MatrixReader(log, values, nearest);
    this.dependencies = dependencies;
  }

  /** What the lines of a job said so far. */
  private static final class Lines {
    private @Nullable String script;
    private @Nullable Map<String, String> env;
    private @Nullable List<Input> inputs;
    private @Nullable List<String> outputs;
    private @Nullable List<String> artifacts;
    private @Nullable List<String> junit;
    private @Nullable Duration timeout;
    private @Nullable Retry retry;
    private @Nullable String pool;
    private @Nullable List<String> labels;
    private @Nullable Resources resources;
    private @Nullable List<String> tags;
    private @Nullable Integer priority;
    private @Nullable Boolean active;
    private @Nullable Boolean allowFailure;
    private @Nullable Finalizer finalizer;
    private @Nullable Duration deadline;
    private @Nullable Duration estimate;
    private @Nullable FaceDraft face;
    private @Nullable String description;
    private @Nullable Matrix matrix;
    private @Nullable BarrierDraft barrier;
    private @Nullable JobKind kind;
    private @Nullable ChildDraft child;
    private @Nullable Expand expand;
    private @Nullable SourceDraft source;
    private @Nullable Boolean reuse;

    WorkDraft work() {
      return new WorkDraft(
          script, env, inputs, outputs, artifacts, junit, timeout, retry, pool, labels, resources,
          kind, child, expand, source);
    }

    RulesDraft rules() {
      return new RulesDraft(
          tags, priority, active, allowFailure, finalizer, deadline, estimate, reuse);
    }
  }

  /** The defaults. */
  record Defaults(WorkDraft work, RulesDraft rules) {
    static final Defaults NONE = new Defaults(new Lines().work(), new Lines().rules());
  }

  Defaults defaults(Entry entry) {
    var lines = new Lines();
    for (Entry field : values.entries(entry, "a map with keys of a job")) {
      if (Keys.DEFAULTS.contains(field.key())) {
        field(field, lines, -1, "");
      } else if (Keys.JOB.contains(field.key())) {
        log.add(
            field,
            field.key()
                + " has no default; write it in each job. Known are "
                + String.join(", ", Keys.DEFAULTS));
      } else {
        values.unknown(field, Keys.DEFAULTS);
      }
    }
    return new Defaults(lines.work(), lines.rules());
  }

  /**
   * Reads a job.
   *
   * @param draft its number
   */
  JobDraft job(Entry entry, int draft) {
    String path = FaultLog.jobPath(entry.key());
    log.scope(path, entry.value());
    int faults = log.count();
    int from = dependencies.direct().size();
    var lines = new Lines();
    List<Entry> fields = values.entries(entry.value(), "a job", "a map, like {script: ./test.sh}");
    for (Entry field : fields) {
      field(field, lines, draft, path);
      if (log.full()) {
        break;
      }
    }
    checkKind(entry, fields, log.count() > faults);
    if (lines.expand != null && lines.finalizer != null && lines.finalizer != Finalizer.NO) {
      log.add(entry, "a job that runs finally cannot add jobs: the graph would not be over");
    }
    if (lines.barrier != null && lines.finalizer != null && lines.finalizer != Finalizer.NO) {
      log.add(entry, "a job cannot be a barrier, which runs first, and finally, which runs last");
    }
    Templates.check(entry, lines.matrix, log, nearest);
    return new JobDraft(
        entry.key(),
        entry.keyAt(),
        shared(works, lines.work(), WorkDraft::weight),
        shared(rules, lines.rules(), RulesDraft::weight),
        lines.face,
        description(lines),
        lines.matrix,
        lines.barrier,
        from,
        dependencies.direct().size(),
        log.count() > faults);
  }

  /** A job has exactly one kind, and nothing that belongs to another. */
  private void checkKind(Entry job, List<Entry> fields, boolean broken) {
    String kind = null;
    for (Entry field : fields) {
      if (Keys.KINDS.contains(field.key())) {
        if (kind != null) {
          log.add(
              field,
              "a job is one of %s, but this has %s and %s; make two jobs of it"
                  .formatted(String.join(", ", Keys.KINDS), kind, field.key()));
          return;
        }
        kind = field.key();
      }
    }
    if (kind == null) {
      if (!broken) {
        log.add(
            job,
            "the job has no script; add script: with the commands to run, or breakpoint, notify,"
                + " timer or graph");
      }
    } else if (!kind.equals("script")) {
      for (Entry field : fields) {
        if (Keys.OF_SCRIPTS.contains(field.key())) {
          log.add(
              field,
              "%s is for jobs with a script, but this is a %s; remove it"
                  .formatted(field.key(), kind));
        }
      }
    }
  }

  private <T> T shared(Map<InternKey, T> known, T draft, ToLongFunction<T> weight) {
    T equal = known.putIfAbsent(new InternKey(draft, draft.hashCode()), draft);
    if (equal != null) {
      return equal;
    }
    budget.add(weight.applyAsLong(draft));
    return draft;
  }

  private String description(Lines lines) {
    FaceDraft face = lines.face;
    String description = lines.description == null ? "" : lines.description;
    if (face != null) {
      budget.add(Budget.DRAFT + (face.title() == null ? 0 : face.title().length()));
    }
    budget.add(description.isEmpty() ? 0 : Budget.TEXT + description.length());
    return description;
  }

  private void field(Entry field, Lines lines, int draft, String path) {
    switch (field.key()) {
      case "script" -> lines.script = work.script(field);
      case "breakpoint" -> lines.kind = kinds.breakpoint(field);
      case "notify" -> lines.kind = kinds.notify(field);
      case "timer" -> lines.kind = kinds.timer(field);
      case "graph" -> lines.child = kinds.graph(field);
      case "expand" -> lines.expand = kinds.expand(field);
      case "source" -> lines.source = sources.source(field);
      case "reuse" -> lines.reuse = values.truth(field);
      case "needs" -> dependencies.read(field, DependencyKind.NEEDS, draft, path);
      case "after" -> dependencies.read(field, DependencyKind.AFTER, draft, path);
      case "env" -> lines.env = work.env(field);
      case "inputs" -> lines.inputs = work.inputs(field);
      case "outputs" -> lines.outputs = work.paths(field);
      case "artifacts" -> lines.artifacts = work.paths(field);
      case "reports" -> lines.junit = work.junit(field);
      case "timeout" -> lines.timeout = work.timeout(field);
      case "retry" -> lines.retry = work.retry(field);
      case "pool" -> lines.pool = work.pool(field);
      case "labels" -> lines.labels = work.labels(field);
      case "resources" -> lines.resources = work.resources(field);
      case "tags" -> lines.tags = values.names(field, GraphFileLimits.TAGS_MAX);
      case "priority" ->
          lines.priority =
              values.integer(field, -GraphFileLimits.PRIORITY_MAX, GraphFileLimits.PRIORITY_MAX);
      case "active" -> lines.active = values.truth(field);
      case "allowFailure" -> lines.allowFailure = values.truth(field);
      case "finally" -> lines.finalizer = values.word(field.value(), "finally", FINALIZERS);
      case "deadline" ->
          lines.deadline = values.duration(field, MILLISECOND, GraphFileLimits.DURATION_MAX);
      case "estimate" ->
          lines.estimate = values.duration(field, MILLISECOND, GraphFileLimits.DURATION_MAX);
      case "face" -> lines.face = face(field);
      case "description" -> lines.description = values.text(field, GraphFileLimits.TEXT_BYTES_MAX);
      case "matrix" -> lines.matrix = matrices.read(field);
      case "barrier" -> lines.barrier = barrier(field, path);
      default -> values.unknown(field, Keys.JOB);
    }
  }

  private @Nullable FaceDraft face(Entry entry) {
    String title = null;
    String symbol = null;
    String group = null;
    String platform = null;
    Integer tier = null;
    for (Entry part : values.entries(entry, "a map, like {symbol: T, group: test}")) {
      switch (part.key()) {
        case "title" -> title = values.text(part, GraphFileLimits.TEXT_BYTES_MAX);
        case "symbol" -> symbol = values.text(part, GraphFileLimits.NAME_BYTES_MAX);
        case "group" -> group = values.text(part, GraphFileLimits.NAME_BYTES_MAX);
        case "platform" -> platform = values.text(part, GraphFileLimits.NAME_BYTES_MAX);
        case "tier" -> tier = values.integer(part, 1, 3);
        default -> values.unknown(part, Keys.FACE);
      }
    }
    return new FaceDraft(title, symbol, group, platform, tier);
  }

  private @Nullable BarrierDraft barrier(Entry entry, String path) {
    if (entry.value() instanceof Scalar scalar && scalar.kind() == Kind.BOOLEAN) {
      return Boolean.TRUE.equals(values.truth(entry)) ? new BarrierDraft(null, scalar.at()) : null;
    }
    List<JobDraft.Selector> selectors = dependencies.selectors(entry, path);
    return selectors == null || selectors.isEmpty()
        ? null
        : new BarrierDraft(selectors, entry.value().at());
  }
}
