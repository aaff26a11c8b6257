package croft.protocol.graphfile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes jobs of drafts: matrices are multiplied out, defaults and variables put in. */
final class Expansion {
  private final FaultLog log;
  private final NameTable names;
  private final Budget budget;
  private final Header header;
  private final int jobWeight;
  private final List<JobDraft> drafts;
  private final WorkDraft byDefault;
  private final RulesDraft rulesByDefault;
  private final SourceReader sources;
  private final Children children;

  /** Values by variable. */
  private final Map<String, String> parameters = new TreeMap<>();

  /** Values by name. */
  private final Map<String, String> given = new TreeMap<>();

  private @Nullable Source source;
  private @Nullable Source sourceByDefault;
  private final IdentityHashMap<WorkDraft, Definition> ofSingles = new IdentityHashMap<>();
  private final Map<InternKey, Definition> distinct = new LinkedHashMap<>();
  private final IdentityHashMap<JobDraft, MatrixJobs> matrices = new IdentityHashMap<>();
  private final List<MatrixJobs> matrixList = new ArrayList<>();
  private final int[] firsts;
  private List<JobSpec> jobs = List.of();

  /**
   * Starts.
   *
   * @param names numbers of names; their values become indices of jobs, or, below {@link
   *     NameTable#NONE}, stand for a matrix
   * @param jobWeight added to the budget for each job, beside what it keeps
   */
  Expansion(
      FaultLog log,
      NameTable names,
      Budget budget,
      SourceReader sources,
      Children children,
      Header header,
      List<JobDraft> drafts,
      int jobWeight) {
    this.jobWeight = jobWeight;
    this.sources = sources;
    this.children = children;
    this.log = log;
    this.budget = budget;
    this.names = names;
    this.header = header;
    this.drafts = drafts;
    this.byDefault = header.defaults().work();
    this.rulesByDefault = header.defaults().rules();
    this.firsts = new int[drafts.size() + 1];
    for (Parameter parameter : header.parameters()) {
      parameters.put(parameter.variable(), parameter.value());
      given.put(parameter.name(), parameter.value());
    }
  }

  List<JobSpec> jobs() {
    return jobs;
  }

  List<Definition> definitions() {
    return List.copyOf(distinct.values());
  }

  /** The graph's own source. */
  @Nullable Source source() {
    return source;
  }

  /** The index of the first job of a draft; that after the last for the number of drafts. */
  int first(int draft) {
    return firsts[draft];
  }

  /** The jobs of a draft with a matrix, or null. */
  @Nullable MatrixJobs matrix(JobDraft draft) {
    return matrices.get(draft);
  }

  /** The matrix that a name's value stands for. */
  MatrixJobs matrix(int value) {
    return matrixList.get(-2 - value);
  }

  /** Makes the jobs; false when there are too many. */
  boolean run(List<ParseOptions.Existing> existing) {
    names.clearValues();
    if (header.source() != null) {
      source = sources.resolve(header.source(), null, given);
    }
    sourceByDefault =
        byDefault.source() == null ? source : sources.resolve(byDefault.source(), source, given);
    long count = 0;
    for (int d = 0; d < drafts.size(); d++) {
      JobDraft draft = drafts.get(d);
      Matrix matrix = draft.matrix();
      if (matrix != null && count < GraphFileLimits.JOBS_MAX) {
        var expanded = new MatrixJobs(matrix, (int) count);
        matrices.put(draft, expanded);
        matrixList.add(expanded);
        names.value(names.id(draft.key()), -1 - matrixList.size());
      }
      count += matrix == null ? 1 : matrix.combinations().size();
      firsts[d + 1] = (int) Math.min(count, GraphFileLimits.JOBS_MAX);
      if (count > GraphFileLimits.JOBS_MAX) {
        log.add(draft.at(), "jobs", GraphFileLimits.tooManyJobs());
        return false;
      }
    }
    budget.add(jobWeight * count);
    var all = new ArrayList<JobSpec>((int) count);
    for (JobDraft draft : drafts) {
      Matrix matrix = draft.matrix();
      if (budget.isSpent()) {
        break;
      }
      if (matrix == null) {
        Definition definition =
            ofSingles.computeIfAbsent(
                draft.work(),
                work ->
                    shared(
                        work.isOfFarm() ? ofFarm(work) : definition(work, Map.of(), text -> text)));
        add(all, draft, draft.key(), definition, text -> text);
      } else {
        for (List<String> combination : matrix.combinations()) {
          if (budget.isSpent()) {
            break;
          }
          UnaryOperator<String> fill = text -> matrix.fill(text, combination);
          Definition definition =
              draft.work().isOfFarm()
                  ? ofSingles.computeIfAbsent(draft.work(), work -> shared(ofFarm(work)))
                  : shared(definition(draft.work(), matrix.variables(combination), fill));
          checkFilled(draft, definition);
          add(all, draft, Matrix.key(draft.key(), combination), definition, fill);
        }
      }
    }
    if (budget.isSpent()) {
      log.add(Position.START, "jobs", Budget.message());
      return false;
    }
    join(existing, all);
    jobs = Collections.unmodifiableList(all);
    return true;
  }

  /** Jobs of the graph that the file's jobs join: known by their keys, and nothing else of them. */
  private void join(List<ParseOptions.Existing> existing, List<JobSpec> all) {
    for (ParseOptions.Existing job : existing) {
      int id = names.id(job.key());
      if (names.value(id) == NameTable.NONE) {
        names.value(id, all.size());
        all.add(
            new JobSpec(
                job.key(),
                job.expands() ? EXISTING_MAKER : EXISTING,
                null,
                "",
                List.of(),
                0,
                true,
                false,
                job.finalizer() ? Finalizer.EACH_ENDING : Finalizer.NO,
                null,
                null,
                false));
      }
    }
  }

  static final Definition EXISTING = Definition.ofFarm(new JobKind.Script(), null);

  static final Definition EXISTING_MAKER =
      new Definition(
          "",
          EXISTING.env(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          EXISTING.timeout(),
          EXISTING.retry(),
          EXISTING.pool(),
          List.of(),
          EXISTING.resources(),
          null,
          EXISTING.kind(),
          new Expand(Expand.FILE_DEFAULT, Expand.JOBS_DEFAULT),
          null);

  private void add(
      List<JobSpec> all,
      JobDraft draft,
      String key,
      Definition definition,
      UnaryOperator<String> fill) {
    int id = names.id(key);
    if (draft.matrix() != null) {
      String fault = NameRule.fault(key);
      if (fault != null && !draft.broken()) {
        log.add(
            draft.at(),
            FaultLog.jobPath(draft.key()),
            "the matrix makes the key " + Quoted.text(key) + ", which " + fault);
      }
      if (names.value(id) != NameTable.NONE) {
        log.add(
            draft.at(),
            FaultLog.jobPath(draft.key()),
            "the matrix makes the job "
                + Quoted.text(key)
                + ", but another job has this key; rename one");
      }
    }
    if (names.value(id) == NameTable.NONE) {
      names.value(id, all.size());
    }
    RulesDraft rules = draft.rules();
    List<String> tags = or(rules.tags(), rulesByDefault.tags());
    Integer priority = or(rules.priority(), rulesByDefault.priority());
    Boolean reuse = or(rules.reuse(), rulesByDefault.reuse());
    Boolean allowFailure = or(rules.allowFailure(), rulesByDefault.allowFailure());
    FaceDraft face = draft.face();
    all.add(
        new JobSpec(
            key,
            definition,
            face == null ? null : face.of(key, definition.pool(), fill),
            draft.description(),
            tags == null ? List.of() : tags,
            priority == null ? 0 : priority,
            rules.active() == null || rules.active(),
            allowFailure != null && allowFailure,
            rules.finalizer() == null ? Finalizer.NO : rules.finalizer(),
            or(rules.deadline(), rulesByDefault.deadline()),
            or(rules.estimate(), rulesByDefault.estimate()),
            reuse != null && reuse && definition.kind() instanceof JobKind.Script));
  }

  private static <T> @Nullable T or(@Nullable T own, @Nullable T byDefault) {
    return own == null ? byDefault : own;
  }

  /** Of what definitions of one file differ in. */
  private static int hash(Definition definition) {
    int hash = InternKey.mix(definition.script().hashCode(), definition.pool());
    for (var variable : definition.env().entrySet()) {
      hash = InternKey.mix(InternKey.mix(hash, variable.getKey()), variable.getValue());
    }
    hash = InternKey.mix(InternKey.mix(hash, definition.labels()), definition.kind());
    return InternKey.mix(InternKey.mix(hash, definition.source()), definition.outputs());
  }

  private Definition shared(Definition definition) {
    Definition equal =
        distinct.putIfAbsent(new InternKey(definition, hash(definition)), definition);
    if (equal != null) {
      return equal;
    }
    // The script too, though it is shared here: each definition is stored with it.
    budget.add(Budget.DEFINITION + definition.script().length());
    for (String value : definition.env().values()) {
      budget.add(Budget.TEXT + value.length());
    }
    return definition;
  }

  private Definition definition(
      WorkDraft work, Map<String, String> axes, UnaryOperator<String> fill) {
    var env = new TreeMap<String, String>(parameters);
    env.putAll(axes);
    if (byDefault.env() != null) {
      env.putAll(byDefault.env());
    }
    if (work.env() != null) {
      env.putAll(work.env());
    }
    String pool = or(work.pool(), byDefault.pool());
    List<String> labels = or(work.labels(), byDefault.labels());
    Resources resources = or(work.resources(), byDefault.resources());
    Duration timeout = or(work.timeout(), byDefault.timeout());
    Retry retry = or(work.retry(), byDefault.retry());
    return new Definition(
        work.script() == null ? "" : work.script(),
        env,
        inputs(work.inputs(), fill),
        work.outputs() == null ? List.of() : work.outputs(),
        artifacts(work),
        work.junitReports() == null ? List.of() : work.junitReports(),
        timeout == null ? GraphFileLimits.TIMEOUT_DEFAULT : timeout,
        retry == null ? Retry.DEFAULT : retry,
        pool == null ? Definition.POOL_DEFAULT : fill.apply(pool),
        labels == null ? List.of() : labels.stream().map(fill).toList(),
        resources == null ? Resources.NONE : resources,
        header.files(),
        new JobKind.Script(),
        work.expand(),
        work.source() == null
            ? sourceByDefault
            : sources.resolve(work.source(), sourceByDefault, given));
  }

  /**
   * The file of expand is kept like an artifact, so that the farm has it when the job has ended.
   */
  private static List<String> artifacts(WorkDraft work) {
    List<String> own = work.artifacts() == null ? List.of() : work.artifacts();
    Expand expand = work.expand();
    if (expand == null || own.contains(expand.file())) {
      return own;
    }
    var all = new ArrayList<>(own);
    all.add(expand.file());
    return all;
  }

  private Definition ofFarm(WorkDraft work) {
    ChildDraft child = work.child();
    if (child != null) {
      return Definition.ofFarm(child(child), child.file() == null ? null : header.files());
    }
    JobKind kind = work.kind();
    return Definition.ofFarm(kind == null ? new JobKind.Script() : kind, null);
  }

  private JobKind child(ChildDraft child) {
    var values = new TreeMap<String, String>();
    child
        .parameters()
        .forEach(
            (name, draft) -> {
              String value = sources.text(draft, given, _ -> null);
              if (value != null) {
                values.put(name, value);
              }
            });
    if (child.file() == null) {
      String template = child.template();
      return new JobKind.ChildGraph.OfTemplate(
          template == null ? "" : template, child.version(), values);
    }
    String file = NodeJson.of(child.file());
    budget.add(file.length());
    if (!budget.isSpent()) {
      children.check(child, new ParseOptions(values, header.files()));
    }
    return new JobKind.ChildGraph.OfFile(file, values);
  }

  /** Reads a graph file that stands inside this one, for its faults. */
  interface Children {
    void check(ChildDraft child, ParseOptions options);
  }

  private @Nullable List<Input> inputs(@Nullable List<Input> inputs, UnaryOperator<String> fill) {
    if (inputs == null) {
      return null;
    }
    return inputs.stream()
        .map(
            input -> {
              String from = input.from();
              if (from != null) {
                from = fill.apply(from);
                // A matrix is named by its base, as in needs; the worker knows globs only.
                from = names.lookUp(from) < NameTable.NONE ? from + "/**" : from;
              }
              return new Input(from, input.files(), input.to());
            })
        .toList();
  }

  private void checkFilled(JobDraft draft, Definition definition) {
    if (draft.broken()) {
      return;
    }
    var filled = new HashMap<String, String>();
    definition.labels().forEach(label -> filled.put(label, "label"));
    filled.put(definition.pool(), "pool");
    filled.forEach(
        (text, what) -> {
          String fault = NameRule.fault(text);
          if (fault != null) {
            log.add(
                draft.at(),
                FaultLog.jobPath(draft.key()),
                "with the matrix filled in, the %s %s %s"
                    .formatted(what, Quoted.text(text), fault));
          }
        });
  }
}
