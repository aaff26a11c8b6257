package croft.server.decide;

import croft.core.graph.GraphRun;
import croft.core.graph.GraphState;
import croft.core.job.JobState;
import croft.protocol.Limits;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.JobKind;
import croft.protocol.graphfile.Media;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.TemplateUse;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.GraphCommands;
import croft.server.farm.Submissions;
import croft.server.farm.Templates;
import croft.store.database.Database;
import croft.store.decide.DecisionRow;
import croft.store.decide.DecisionTable;
import croft.store.decide.DecisionTable.Body;
import croft.store.decide.DecisionWork;
import croft.store.graph.GraphTransaction;
import croft.store.query.Project;
import croft.store.query.TemplateQueries;
import croft.store.query.TemplateRow;
import croft.store.sql.Ints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs as jobs of other graphs: starts them, cancels them with their jobs, and takes a job back
 * when its graph runs again. A graph is submitted under a key made of its job and opening, so that
 * however many servers start it, and however often, there is one.
 */
public final class ChildGraphs {
  private static final Logger log = LoggerFactory.getLogger(ChildGraphs.class);

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final Submissions submissions;
  private final Templates templates;
  private final GraphCommands commands;

  public ChildGraphs(
      Database database,
      Images images,
      Changes changes,
      FarmDispatch dispatch,
      Submissions submissions,
      Templates templates,
      GraphCommands commands) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
    this.submissions = submissions;
    this.templates = templates;
    this.commands = commands;
  }

  /** One pass. Returns whether there may be more at once. */
  boolean runOnce() throws SQLException {
    List<DecisionWork.Start> starts;
    List<Long> cancels;
    List<DecisionWork.Reopened> reopened;
    try (Connection connection = database.connection()) {
      starts = DecisionWork.starts(connection, DecisionKeeper.BATCH_MAX);
      cancels = DecisionWork.cancels(connection, DecisionKeeper.BATCH_MAX);
      reopened = DecisionWork.reopened(connection, DecisionKeeper.BATCH_MAX);
    }
    boolean more = false;
    for (DecisionWork.Start start : starts) {
      more |= start(start);
    }
    for (long child : cancels) {
      cancel(child);
    }
    for (DecisionWork.Reopened job : reopened) {
      takeBack(job);
    }
    return more || !cancels.isEmpty() || !reopened.isEmpty();
  }

  // ------------------------------------------------------------------------------- start

  /** Returns whether it came to something; a closed latch is waited for. */
  private boolean start(DecisionWork.Start start) throws SQLException {
    if (start.depth() + 1 > Limits.CHILD_GRAPHS_DEEP_MAX) {
      fail(
          start,
          "graphs are %d deep inside each other; the limit is %d"
              .formatted(start.depth() + 1, Limits.CHILD_GRAPHS_DEEP_MAX));
      return true;
    }
    Submissions.Submitted submitted = submit(start);
    return switch (submitted) {
      case Submissions.Submitted.Stored(long child, _) -> {
        adopt(start, child);
        yield true;
      }
      case Submissions.Submitted.Refused(Problem problem) -> {
        if (problem.catalogued() == ProblemType.LATCH_CLOSED) {
          yield false;
        }
        fail(start, sentence(problem));
        yield true;
      }
    };
  }

  private static String sentence(Problem problem) {
    String detail = problem.detail() == null ? problem.title() : problem.detail();
    return problem.places().isEmpty()
        ? detail
        : detail
            + ": "
            + problem.places().getFirst().where()
            + ": "
            + problem.places().getFirst().message();
  }

  private Submissions.Submitted submit(DecisionWork.Start start) throws SQLException {
    Definition definition;
    try (Connection connection = database.connection()) {
      Ints job = new Ints();
      job.add(start.job());
      Body body = DecisionTable.bodies(connection, start.graph(), job).get(start.job());
      if (body == null) {
        return refused("the job is gone");
      }
      definition = Definition.fromJson(body.body());
    }
    if (!(definition.kind() instanceof JobKind.ChildGraph kind)) {
      return refused("the job is not a graph any more");
    }
    Project project = new Project(start.projectId(), start.project());
    Caller author = new Caller(start.author(), "graph " + start.graph(), null);
    String key = "croft-job:%d:%d:%d".formatted(start.graph(), start.job(), start.opening());
    return switch (kind) {
      case JobKind.ChildGraph.OfFile(String file, var parameters) -> {
        try {
          yield submissions.submit(
              new Submissions.Submission(
                  project,
                  author,
                  Media.JSON,
                  new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                  parameters,
                  definition.files(),
                  Submissions.Start.NOW,
                  key));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case JobKind.ChildGraph.OfTemplate(String name, Integer version, var parameters) -> {
        TemplateRow template =
            new TemplateQueries(database::connection).find(project.id(), name, version);
        yield template == null
            ? refused(
                "the project has no template '%s'%s"
                    .formatted(name, version == null ? "" : " of version " + version))
            : templates.use(project, author, template, use(parameters), key);
      }
    };
  }

  private static TemplateUse use(Map<String, String> parameters) {
    return new TemplateUse(parameters, null, List.of(), List.of(), null, null, null, null);
  }

  private static Submissions.Submitted refused(String why) {
    return new Submissions.Submitted.Refused(ProblemType.INVALID_GRAPH.problem(why));
  }

  private void adopt(DecisionWork.Start start, long child) throws SQLException {
    boolean wanted;
    try (Connection connection = database.connection()) {
      wanted = DecisionTable.child(connection, start.graph(), start.job(), start.opening(), child);
    }
    if (!wanted) {
      // Another server was quicker, or the job was cancelled while its graph was submitted.
      boolean known;
      try (Connection connection = database.connection()) {
        known = DecisionWork.isChild(connection, child);
      }
      if (!known) {
        cancel(child);
      }
    }
  }

  /** Ends a job whose graph cannot be started. */
  private void fail(DecisionWork.Start start, String why) throws SQLException {
    long graph = start.graph();
    long seq =
        database.transaction(
            connection -> {
              GraphTransaction transaction =
                  GraphTransaction.begin(connection, graph, images.cached(graph));
              if (transaction == null) {
                return 0L;
              }
              OpenDecisions open = OpenDecisions.inLine(connection, graph, transaction);
              DecisionRow row = open.of(start.job());
              if (row == null
                  || row.opening() != start.opening()
                  || !open.decide(row, JobState.FAILED, "failed", OpenDecisions.FARM, why)) {
                return 0L;
              }
              return transaction.save(
                  "decided",
                  Json.text(
                      Map.of(
                          "author",
                          OpenDecisions.FARM,
                          "job",
                          start.job(),
                          "verdict",
                          "failed",
                          "reason",
                          why)));
            });
    committed(graph, seq);
  }

  // ------------------------------------------------------------------------------- cancel

  private void cancel(long child) throws SQLException {
    commands.command(
        child,
        new Caller(OpenDecisions.FARM, "decisions", null),
        new GraphCommands.Command.CancelGraph("the job that it is for does not wait for it"));
    // Once: a second cancel would stop its finalizers.
    try (Connection connection = database.connection()) {
      DecisionTable.childCancelled(connection, child);
    }
    log.debug("graph {} was cancelled with its job", child);
  }

  // ------------------------------------------------------------------------------- again

  private void takeBack(DecisionWork.Reopened job) throws SQLException {
    long graph = job.graph();
    long seq =
        database.transaction(
            connection -> {
              GraphTransaction transaction =
                  GraphTransaction.begin(connection, graph, images.cached(graph));
              if (transaction == null || transaction.state() == GraphState.DRAFT) {
                return 0L;
              }
              GraphRun run = transaction.run();
              JobState state = run.state(job.job());
              String now = DecisionWork.state(connection, job.child());
              if (now == null
                  || GraphState.of(now) != GraphState.RUNNING
                  || (state != JobState.SUCCEEDED && state != JobState.FAILED)) {
                return 0L;
              }
              run.rerun(new int[] {job.job()}, false);
              String data =
                  Json.text(
                      Map.of(
                          "author",
                          OpenDecisions.FARM,
                          "job",
                          job.job(),
                          "reason",
                          "graph " + job.child() + " runs again"));
              long saved = transaction.save("rerun", data);
              // In the same transaction, so that the job waits for this graph and not for a new
              // one.
              OpenDecisions.read(connection, graph, transaction).askAgain(job.job(), job.child());
              return saved;
            });
    committed(graph, seq);
  }

  private void committed(long graph, long seq) {
    if (seq > 0) {
      changes.committed(graph, seq);
      dispatch.graphChanged(graph);
    }
  }
}
