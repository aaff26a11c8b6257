package croft.protocol.client;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Commands;
import croft.protocol.wire.DecisionToken;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.Edits;
import croft.protocol.wire.EventView;
import croft.protocol.wire.ForecastView;
import croft.protocol.wire.GraphColumns;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.GroupView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobRate;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.LatchView;
import croft.protocol.wire.Page;
import croft.protocol.wire.PlanView;
import croft.protocol.wire.SampleView;
import croft.protocol.wire.SeriesView;
import croft.protocol.wire.StatisticView;
import croft.protocol.wire.TemplateUse;
import croft.protocol.wire.TemplateView;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * What belongs to a project: graphs, their jobs, what these left, and commands. {@code job} is
 * everywhere a job's number or its key. Thread-safe. What calls throw is said at the package.
 */
public final class ProjectClient {
  private final Transport transport;
  private final String project;

  ProjectClient(Transport transport, String project) {
    this.transport = transport;
    this.project = project;
  }

  public String name() {
    return project;
  }

  private Call project(Call call) {
    return call.path("projects", project);
  }

  private Call graph(Call call, long graph) {
    return project(call).path("graphs", graph);
  }

  private Call job(Call call, long graph, String job) {
    return graph(call, graph).path("jobs", job);
  }

  private static Call paged(Call call, Paging paging) {
    return call.query("limit", paging.limit()).query("after", paging.after());
  }

  /** Submits a graph: all of it, or nothing. Repeated safely by its idempotency key. */
  public Submitted submit(Submission submission) throws IOException, InterruptedException {
    Call call =
        project(Call.post())
            .path("graphs")
            .header("Idempotency-Key", submission.idempotencyKey())
            .header(
                "If-Match",
                submission.ifMatch() == null ? null : "\"" + submission.ifMatch() + "\"")
            .body(submission.mediaType(), submission.graph())
            .repeatable();
    submission.set().forEach((name, value) -> call.query("set", name + "=" + value));
    call.query("paused", submission.paused() ? true : null);
    call.query("draft", submission.draft() ? true : null);
    call.query("noReuse", submission.noReuse() ? true : null);
    call.query("files", submission.files());
    Transport.Answer answer = transport.send(call);
    return new Submitted(
        Json.readResponse(FarmClient.text(answer), GraphView.class), answer.status() == 200);
  }

  /**
   * What a graph file would do here, with the token for submitting exactly that, and when its jobs
   * would run.
   */
  public PlanView plan(Submission submission) throws IOException, InterruptedException {
    Call call =
        project(Call.post())
            .path("plan")
            .body(submission.mediaType(), submission.graph())
            .repeatable();
    submission.set().forEach((name, value) -> call.query("set", name + "=" + value));
    call.query("files", submission.files()).query("forecast", true);
    return Json.readResponse(FarmClient.text(transport.send(call)), PlanView.class);
  }

  /**
   * Graphs, newest first.
   *
   * @param state only those in it; null for all
   * @param graphName only those called so; null for all
   */
  public Page<GraphView> graphs(
      @Nullable GraphState state, @Nullable String graphName, Paging paging)
      throws IOException, InterruptedException {
    return graphs(state, graphName, null, paging);
  }

  /**
   * Graphs, newest first.
   *
   * @param state only those in it; null for all
   * @param graphName only those called so; null for all
   * @param template only those made from it; null for all
   */
  public Page<GraphView> graphs(
      @Nullable GraphState state,
      @Nullable String graphName,
      @Nullable String template,
      Paging paging)
      throws IOException, InterruptedException {
    Call call =
        project(Call.get())
            .path("graphs")
            .query("state", state == null ? null : state.text())
            .query("name", graphName)
            .query("template", template);
    return FarmClient.page(transport, paged(call, paging), new TypeReference<>() {});
  }

  // Templates.

  private Call template(Call call, String template) {
    return project(call).path("templates", template);
  }

  /**
   * Stores a graph file under a name: a new version, if it differs from the newest one.
   *
   * @param mediaType how it is written, as {@link Submission} names it
   * @param files digest of the bundle that was uploaded for it; null for none
   */
  public TemplateView putTemplate(
      String template, String mediaType, Content graph, @Nullable Digest files)
      throws IOException, InterruptedException {
    Call call = template(Call.put(), template).body(mediaType, graph).query("files", files);
    return Json.readResponse(FarmClient.text(transport.send(call)), TemplateView.class);
  }

  /** The newest versions of the project's templates, by name. */
  public Page<TemplateView> templates(Paging paging) throws IOException, InterruptedException {
    return FarmClient.page(
        transport, paged(project(Call.get()).path("templates"), paging), new TypeReference<>() {});
  }

  /**
   * A template.
   *
   * @param version null for the newest
   */
  public TemplateView template(String template, @Nullable Integer version)
      throws IOException, InterruptedException {
    Call call = template(Call.get(), template).query("version", version);
    return Json.readResponse(FarmClient.text(transport.send(call)), TemplateView.class);
  }

  /**
   * The text of a template.
   *
   * @param version null for the newest
   */
  public String templateFile(String template, @Nullable Integer version)
      throws IOException, InterruptedException {
    return FarmClient.text(
        transport.send(template(Call.get(), template).path("file").query("version", version)));
  }

  /** A template's versions, newest first. */
  public Page<TemplateView> templateVersions(String template, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(template(Call.get(), template).path("versions"), paging),
        new TypeReference<>() {});
  }

  /**
   * Makes a graph from a template.
   *
   * @param idempotencyKey the farm makes one graph of all uses with this key
   */
  public Submitted use(String template, TemplateUse use, String idempotencyKey)
      throws IOException, InterruptedException {
    Transport.Answer answer =
        transport.send(
            template(Call.post(), template)
                .path("graphs")
                .header("Idempotency-Key", idempotencyKey)
                .json(Json.bytes(use))
                .repeatable());
    return new Submitted(
        Json.readResponse(FarmClient.text(answer), GraphView.class), answer.status() == 200);
  }

  /**
   * What became of a template's jobs in its newest graphs, by key.
   *
   * @param keys only jobs whose key matches this glob; null for all
   * @param results how many of each job at most; null for the farm's default
   * @param after the {@code next} of the piece before; null for the first
   */
  public Page<SeriesView> series(
      String template, @Nullable String keys, @Nullable Integer results, @Nullable String after)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        template(Call.get(), template)
            .path("series")
            .query("key", keys)
            .query("limit", results)
            .query("after", after),
        new TypeReference<>() {});
  }

  /**
   * How long jobs take, and how they end.
   *
   * @param series name of a template, or of graphs; null for all
   * @param keys only jobs whose key matches this glob; null for all
   */
  public Page<StatisticView> statistics(
      @Nullable String series, @Nullable String keys, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(
            project(Call.get()).path("statistics").query("series", series).query("key", keys),
            paging),
        new TypeReference<>() {});
  }

  public GraphView graph(long graph) throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(transport.send(graph(Call.get(), graph))), GraphView.class);
  }

  /** When the unfinished jobs of a graph are expected to run. */
  public ForecastView forecast(long graph) throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(transport.send(graph(Call.get(), graph).path("forecast"))),
        ForecastView.class);
  }

  /** The text that was submitted. */
  public String graphFile(long graph) throws IOException, InterruptedException {
    return FarmClient.text(transport.send(graph(Call.get(), graph).path("file")));
  }

  /**
   * A graph's jobs, by number.
   *
   * @param states only jobs in one of these; empty for all
   * @param keys only jobs whose key matches this glob; null for all
   */
  public Page<JobView> jobs(
      long graph, Collection<JobState> states, @Nullable String keys, Paging paging)
      throws IOException, InterruptedException {
    String wanted = states.stream().map(JobState::text).collect(Collectors.joining(","));
    Call call =
        graph(Call.get(), graph)
            .path("jobs")
            .query("state", wanted.isEmpty() ? null : wanted)
            .query("key", keys);
    return FarmClient.page(transport, paged(call, paging), new TypeReference<>() {});
  }

  /** All jobs and dependencies of a graph at once. */
  public GraphColumns columns(long graph) throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(transport.send(graph(Call.get(), graph).path("columns"))),
        GraphColumns.class);
  }

  public JobDetail job(long graph, String job) throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(transport.send(job(Call.get(), graph, job))), JobDetail.class);
  }

  // Commands. All but re-runs have the same effect when they are repeated.

  private Changed command(Call call, Object body) throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(transport.send(call.json(Json.bytes(body)))), Changed.class);
  }

  public Changed cancelJob(long graph, String job, @Nullable String reason)
      throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path("cancel").repeatable(), new Commands.Because(reason));
  }

  /** Runs a job again, and all that follows it if {@code downstream}. */
  public Changed rerunJob(long graph, String job, boolean downstream)
      throws IOException, InterruptedException {
    return rerunJob(graph, job, downstream, null);
  }

  /**
   * Runs a job again.
   *
   * @param change what its next attempt runs instead; null for nothing else
   */
  public Changed rerunJob(
      long graph, String job, boolean downstream, Commands.@Nullable Change change)
      throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path("rerun"), new Commands.RerunJob(downstream, change));
  }

  public Changed holdJob(long graph, String job, @Nullable String reason)
      throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path("hold").repeatable(), new Commands.Because(reason));
  }

  public Changed releaseJob(long graph, String job) throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path("release").repeatable(), new Commands.Nothing());
  }

  public Changed setJobPriority(long graph, String job, int priority)
      throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path("priority").repeatable(),
        new Commands.SetPriority(priority));
  }

  public Changed cancel(long graph, @Nullable String reason)
      throws IOException, InterruptedException {
    return command(
        graph(Call.post(), graph).path("cancel").repeatable(), new Commands.Because(reason));
  }

  /** Starts a draft. */
  public Changed start(long graph) throws IOException, InterruptedException {
    return command(graph(Call.post(), graph).path("start").repeatable(), new Commands.Nothing());
  }

  /** No job is claimed until someone resumes the graph; running ones go on. */
  public Changed pause(long graph) throws IOException, InterruptedException {
    return command(graph(Call.post(), graph).path("pause").repeatable(), new Commands.Nothing());
  }

  public Changed resume(long graph) throws IOException, InterruptedException {
    return command(graph(Call.post(), graph).path("resume").repeatable(), new Commands.Nothing());
  }

  public Changed setPriority(long graph, int priority) throws IOException, InterruptedException {
    return command(
        graph(Call.post(), graph).path("priority").repeatable(),
        new Commands.SetPriority(priority));
  }

  /** Runs every job again that failed because its worker was lost or stopped. */
  public Changed rerunLost(long graph) throws IOException, InterruptedException {
    return command(
        graph(Call.post(), graph).path("rerun"),
        new Commands.RerunGraph(Commands.RerunGraph.Which.LOST));
  }

  /**
   * Runs a job's definition further times, beside its attempts.
   *
   * @param idempotencyKey the farm makes one set of samples of all calls with this key
   */
  public SampleView sample(long graph, String job, Commands.Sample sample, String idempotencyKey)
      throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(
            transport.send(
                job(Call.post(), graph, job)
                    .path("samples")
                    .header("Idempotency-Key", idempotencyKey)
                    .json(Json.bytes(sample))
                    .repeatable())),
        SampleView.class);
  }

  /** What became of a job in this graph and those before it of its series, the newest first. */
  public Page<SeriesView.Result> history(long graph, String job, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(job(Call.get(), graph, job).path("history"), paging),
        new TypeReference<>() {});
  }

  /** How often the graph's sampled jobs fail, by their numbers. */
  public Page<JobRate> rates(long graph) throws IOException, InterruptedException {
    return FarmClient.page(
        transport, graph(Call.get(), graph).path("rates"), new TypeReference<>() {});
  }

  /** The samples of a job, the newest first. */
  public Page<SampleView> samples(long graph, String job, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(job(Call.get(), graph, job).path("samples"), paging),
        new TypeReference<>() {});
  }

  /** Runs every failed job of the graph again. */
  public Changed rerunFailed(long graph) throws IOException, InterruptedException {
    return command(
        graph(Call.post(), graph).path("rerun"),
        new Commands.RerunGraph(Commands.RerunGraph.Which.FAILED));
  }

  // Edits.

  /** Edits a graph, or says what that would change. Not safe to repeat. */
  public Edits.EditView edit(long graph, Edits.EditRequest request, boolean dryRun)
      throws IOException, InterruptedException {
    return edit(graph, request, dryRun, null);
  }

  /**
   * Edits a graph, or says what that would change.
   *
   * @param ifMatch the revision that the graph must be at; null for any
   */
  public Edits.EditView edit(
      long graph, Edits.EditRequest request, boolean dryRun, @Nullable Integer ifMatch)
      throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(
            transport.send(
                graph(Call.post(), graph)
                    .path("edits")
                    .query("dryRun", dryRun ? "true" : null)
                    .header("If-Match", ifMatch == null ? null : "\"" + ifMatch + "\"")
                    .json(Json.bytes(request)))),
        Edits.EditView.class);
  }

  /** The edits of a graph, newest first. */
  public Page<Edits.RevisionView> revisions(long graph, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(graph(Call.get(), graph).path("revisions"), paging),
        new TypeReference<>() {});
  }

  /** A graph as it was in a revision, as a graph file in JSON. */
  public String revisionFile(long graph, int revision) throws IOException, InterruptedException {
    return FarmClient.text(
        transport.send(
            graph(Call.get(), graph).path("revisions", Integer.toString(revision)).path("file")));
  }

  /** Undoes a revision. Not safe to repeat. */
  public Edits.EditView undo(long graph, int revision, @Nullable String reason)
      throws IOException, InterruptedException {
    return Json.readResponse(
        FarmClient.text(
            transport.send(
                graph(Call.post(), graph)
                    .path("revisions", Integer.toString(revision))
                    .path("undo")
                    .json(Json.bytes(new Edits.UndoRequest(reason))))),
        Edits.EditView.class);
  }

  // Decisions.

  /**
   * Decides a breakpoint.
   *
   * @param approve whether what follows may go on
   * @param digest what the caller looked at; null to decide about whatever it is now
   */
  public Changed decide(
      long graph, String job, boolean approve, @Nullable String comment, @Nullable Digest digest)
      throws IOException, InterruptedException {
    return command(
        job(Call.post(), graph, job).path(approve ? "approve" : "reject").repeatable(),
        new Commands.Decide(comment, digest));
  }

  /** A token with which a program decides the breakpoint once, without other credentials. */
  public DecisionToken decisionToken(long graph, String job)
      throws IOException, InterruptedException {
    Call call = job(Call.post(), graph, job).path("decision-token");
    return Json.readResponse(
        FarmClient.text(transport.send(call.json(Json.bytes(new Commands.Nothing())))),
        DecisionToken.class);
  }

  /**
   * Decisions about breakpoints, the newest graph first.
   *
   * @param open only those that wait
   * @param mine only those that the caller may decide
   */
  public Page<DecisionView> decisions(boolean open, boolean mine, Paging paging)
      throws IOException, InterruptedException {
    Call call =
        project(Call.get())
            .path("decisions")
            .query("open", open ? true : null)
            .query("mine", mine ? true : null);
    return FarmClient.page(transport, paged(call, paging), new TypeReference<>() {});
  }

  /** All latches that were ever set, by name. */
  public Page<LatchView> latches() throws IOException, InterruptedException {
    return FarmClient.page(
        transport, project(Call.get()).path("latches"), new TypeReference<>() {});
  }

  /** Opens or closes a latch. */
  public LatchView setLatch(String latch, boolean open, @Nullable String reason)
      throws IOException, InterruptedException {
    Call call = project(Call.put()).path("latches", latch);
    return Json.readResponse(
        FarmClient.text(transport.send(call.json(Json.bytes(new Commands.SetLatch(open, reason))))),
        LatchView.class);
  }

  /** All groups with their members, by name. */
  public Page<GroupView> groups() throws IOException, InterruptedException {
    return FarmClient.page(transport, project(Call.get()).path("groups"), new TypeReference<>() {});
  }

  /** Adds someone, named as their token is, to a group. */
  public void addToGroup(String group, String member) throws IOException, InterruptedException {
    transport.send(project(Call.put()).path("groups", group).path("members", member));
  }

  /** Removes someone from a group. */
  public void removeFromGroup(String group, String member)
      throws IOException, InterruptedException {
    transport.send(project(Call.delete()).path("groups", group).path("members", member));
  }

  // What jobs left.

  /** A graph's events after a number, oldest first; {@code next} is the number to go on from. */
  public Page<EventView> events(long graph, long after, @Nullable Integer limit)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        graph(Call.get(), graph).path("events").query("after", after).query("limit", limit),
        new TypeReference<>() {});
  }

  /** All artifacts of a graph, by job and attempt. */
  public Page<ArtifactView> artifacts(long graph, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(graph(Call.get(), graph).path("artifacts"), paging),
        new TypeReference<>() {});
  }

  /** The artifacts of an attempt. */
  public Page<ArtifactView> artifacts(long graph, String job, int attempt, Paging paging)
      throws IOException, InterruptedException {
    return FarmClient.page(
        transport,
        paged(attempt(Call.get(), graph, job, attempt).path("artifacts"), paging),
        new TypeReference<>() {});
  }

  private Call attempt(Call call, long graph, String job, int attempt) {
    return job(call, graph, job).path("attempts", attempt);
  }

  /** The content of an artifact. The caller closes it. */
  public Download artifact(long graph, String job, int attempt, String name)
      throws IOException, InterruptedException {
    return FarmClient.download(
        transport, attempt(Call.get(), graph, job, attempt).path("artifacts").names(name));
  }

  /**
   * A piece of an attempt's log.
   *
   * @param offset where to begin, in bytes
   * @param limit how many bytes at most; null for the farm's default
   */
  public LogPiece log(long graph, String job, int attempt, long offset, @Nullable Integer limit)
      throws IOException, InterruptedException {
    Transport.Answer answer =
        transport.send(
            attempt(Call.get(), graph, job, attempt)
                .path("log")
                .query("offset", offset)
                .query("limit", limit));
    return new LogPiece(
        offset,
        answer.body(),
        answer.headers().firstValueAsLong("Croft-Log-Size").orElse(offset + answer.body().length),
        answer.headers().firstValue("Croft-Log-Ended").map("true"::equals).orElse(false));
  }

  /** Follows topics until it is closed. */
  public EventStream stream(StreamTopics topics) {
    return new EventStream(transport, () -> project(Call.get()).path("stream"), topics);
  }

  // Files beside a graph file.

  /** Whether the farm has a bundle already. */
  public boolean hasFiles(Digest bundle) throws IOException, InterruptedException {
    return transport.exists(project(Call.head()).path("files", bundle));
  }

  /** Uploads a bundle: a tar.gz whose digest is this. */
  public void putFiles(Digest bundle, Content content) throws IOException, InterruptedException {
    transport.send(project(Call.put()).path("files", bundle).body("application/gzip", content));
  }

  /** A bundle, as workers fetch it. The caller closes it. */
  public Download files(Digest bundle) throws IOException, InterruptedException {
    return FarmClient.download(transport, project(Call.get()).path("files", bundle));
  }
}
