package croft.server.api;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.Limits;
import croft.protocol.json.RawJson;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.blob.LogId;
import croft.server.blob.Logs;
import croft.server.view.DecisionViews;
import croft.server.view.JobExplanation;
import croft.server.view.JobViews;
import croft.server.view.SampleViews;
import croft.server.view.TemplateViews;
import croft.store.query.DecisionQueries;
import croft.store.query.GraphRow;
import croft.store.query.JobQueries;
import croft.store.query.JobQueries.AttemptRow;
import croft.store.query.JobRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import croft.store.query.TemplateQueries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Looking at jobs and their logs. */
final class JobCalls implements CallGroup {
  private static final String HISTORY = "history";
  private static final String LIST = "jobs";

  private final JobExplanation.Queue queue;
  private final Places places;
  private final Queries queries;
  private final Logs logs;

  JobCalls(Places places, Queries queries, Logs logs, JobExplanation.Queue queue) {
    this.queue = queue;
    this.places = places;
    this.queries = queries;
    this.logs = logs;
  }

  @Override
  public void addTo(Routes routes) {
    String jobs = PROJECT + "/graphs/{graph}/jobs";
    routes.add(new Route("GET", jobs, false, this::list));
    routes.add(new Route("GET", jobs + "/{job}", false, this::show));
    routes.add(new Route("GET", jobs + "/{job}/history", false, this::history));
    routes.add(new Route("GET", jobs + "/{job}/attempts/{attempt}/log", false, this::log));
  }

  private void list(Exchange exchange) {
    Query query = exchange.query().allow("state", "key", "limit", "after");
    GraphRow graph = places.graph(exchange);
    List<JobState> states = query.list("state").stream().map(JobCalls::state).distinct().toList();
    String key = query.one("key");
    int limit = query.limit();
    List<JobRow> rows =
        queries
            .jobs()
            .page(
                graph.graph(),
                new JobQueries.Filter(
                    states, key == null ? null : GraphCalls.glob("query:key", key)),
                Math.clamp(Cursor.readNumber(LIST, query.one("after"), -1), -1, Integer.MAX_VALUE),
                limit + 1);
    List<JobView> items = rows.stream().limit(limit).map(JobViews::view).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit ? Cursor.of(LIST, Integer.toString(items.getLast().job())) : null));
  }

  private static JobState state(String text) {
    try {
      return JobState.of(text);
    } catch (IllegalArgumentException e) {
      throw Query.wrong("query:state", String.valueOf(e.getMessage()));
    }
  }

  private void show(Exchange exchange) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    String body = queries.jobs().definition(graph.graph(), job.job());
    if (body == null) {
      throw Places.noSuchJob(graph, job.key());
    }
    List<AttemptView> attempts = new ArrayList<>();
    for (AttemptRow row : queries.jobs().attempts(graph.graph(), job.job())) {
      UUID nonce = row.nonce();
      long logBytes =
          nonce == null
              ? 0
              : logs.size(
                  JobViews.log(
                      graph.graph(), job.job(), row.attempt(), nonce, JobViews.reusedFrom(row)));
      attempts.add(JobViews.attempt(row, logBytes));
    }
    List<DecisionQueries.Listed> decisions =
        JobFlags.has(job.flags(), JobFlags.BREAKPOINT)
            ? queries.decisions().ofJob(graph.graph(), job.job(), Limits.DECISIONS_SHOWN_MAX)
            : List.of();
    JobExplanation explained =
        JobExplanation.of(
            graph,
            job,
            new JobExplanation.Sources(
                queries.edges(), queries.workers(), queries.events(), queue));
    String decided = DecisionViews.why(graph, job, decisions, queries.decisions());
    exchange.json(
        200,
        new JobDetail(
            JobViews.view(job),
            decided == null ? explained.why() : decided,
            new RawJson(body),
            explained.dependencies(),
            explained.dependencyCount(),
            explained.dependents(),
            explained.dependentCount(),
            attempts,
            decisions.stream().map(DecisionViews::view).toList(),
            SampleViews.rate(queries.samples().tally(graph.graph(), job.job(), job.definition())),
            explained.queuePosition()));
  }

  private void history(Exchange exchange) {
    Query query = exchange.query().allow("limit", "after");
    Project project = places.project(exchange);
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    int limit = query.limit();
    long until = Cursor.readNumber(HISTORY, query.one("after"), graph.graph());
    String series = Objects.requireNonNullElse(graph.template(), graph.name());
    TemplateQueries.History history =
        queries.templates().history(project.id(), series, job.key(), until, limit);
    exchange.json(
        200,
        new Page<>(
            history.results().stream().map(TemplateViews::result).toList(),
            history.looked() == limit
                ? Cursor.of(HISTORY, Long.toString(history.last() - 1))
                : null));
  }

  private void log(Exchange exchange) throws IOException {
    Query query = exchange.query().allow("offset", "limit");
    long offset = query.number("offset", 0, Long.MAX_VALUE, 0);
    int limit = (int) query.number("limit", 1, Limits.LOG_CHUNK_MAX, Limits.LOG_CHUNK_MAX);
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    int attempt = Places.attempt(exchange);
    // Whether it ended is asked first: what is read after that is then all there is.
    JobQueries.Claimed claimed = queries.jobs().claimed(graph.graph(), job.job(), attempt);
    if (claimed == null) {
      throw Places.noSuchAttempt(job.key(), exchange.path("attempt"));
    }
    UUID nonce = claimed.nonce();
    byte[] octets = new byte[0];
    long size = 0;
    if (nonce != null) {
      LogId log =
          JobViews.log(
              graph.graph(),
              job.job(),
              attempt,
              nonce,
              JobViews.reusedFrom(claimed.reusedFromJson()));
      size = logs.size(log);
      octets = logs.read(log, offset, limit);
    }
    exchange
        .set("Croft-Log-Size", Long.toString(size))
        .set("Croft-Log-Ended", Boolean.toString(claimed.ended()))
        .set("Cache-Control", "no-store")
        .set("Content-Security-Policy", ArtifactCalls.SANDBOX);
    exchange.send(200, Exchange.TEXT, octets);
  }
}
