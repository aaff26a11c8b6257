package croft.server.edit;

import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.protocol.Limits;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.json.Json;
import croft.protocol.plan.Selection;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Edits;
import croft.server.decide.Approvals;
import croft.server.dispatch.Failures;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.GoneOutputs;
import croft.server.dispatch.Images;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.Edited;
import croft.server.farm.GraphCommands;
import croft.server.farm.GraphEdits;
import croft.server.submit.RemotePlaces;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.graph.GraphTransaction;
import croft.store.graph.JobRows;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Revision;
import croft.store.graph.Wish;
import croft.store.query.RevisionQueries;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Edits graphs, each edit in the graph's own transaction. Safe for use by many threads. */
public final class FarmEdits implements GraphEdits {
  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};
  private static final TypeReference<List<Edits.Operation>> OPERATIONS = new TypeReference<>() {};

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;
  private final GoneOutputs goneOutputs;

  public FarmEdits(
      Database database,
      Images images,
      Changes changes,
      FarmDispatch dispatch,
      GoneOutputs goneOutputs) {
    this.goneOutputs = goneOutputs;
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
  }

  /** A refusal on the way out of the transaction, so that nothing of it stays. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Edited answer;

    Refusal(Edited answer) {
      super(null, null, false, false);
      this.answer = answer;
    }
  }

  private record Outcome(Edited edited, long seq) {}

  /** How often an edit's expressions are worked out when others edit meanwhile. */
  private static final int TRIES_MAX = 3;

  @Override
  public Edited edit(
      long graph,
      Caller caller,
      Edits.EditRequest request,
      boolean dryRun,
      @Nullable Integer ifMatch) {
    Outcome outcome;
    try {
      for (int left = TRIES_MAX; ; left--) {
        // Outside of the graph's lock, which jobs that end would wait for.
        Chosen chosen = choose(graph, request);
        Optional<Outcome> done =
            Failures.unchecked(
                () ->
                    database.transaction(
                        connection ->
                            run(connection, graph, caller, request, dryRun, ifMatch, chosen)));
        if (done.isPresent()) {
          outcome = done.get();
          break;
        }
        if (left == 1) {
          return new Edited.Refused(
              ProblemType.EDIT_CONFLICT.problem(
                  "graph %d was edited while the edit's expressions were worked out"
                      .formatted(graph)));
        }
      }
    } catch (Refusal refusal) {
      return refusal.answer;
    }
    images.drop(graph);
    changes.committed(graph, outcome.seq);
    dispatch.graphEdited(graph);
    return outcome.edited;
  }

  @Override
  public GraphCommands.Commanded rerun(
      long graph, Caller caller, int job, boolean downstream, Commands.Change change) {
    ChangedRerun.Result result =
        Failures.unchecked(
            () ->
                database.transaction(
                    connection -> {
                      GraphTransaction transaction =
                          GraphTransaction.begin(connection, graph, images.cached(graph));
                      return transaction == null
                          ? new ChangedRerun.Result(
                              new GraphCommands.Commanded.Conflict(null, "the graph is gone"), 0)
                          : new ChangedRerun(database, goneOutputs)
                              .run(connection, transaction, graph, caller, job, downstream, change);
                    }));
    if (result.seq() > 0) {
      images.drop(graph);
      changes.committed(graph, result.seq());
      dispatch.graphEdited(graph);
    }
    return result.commanded();
  }

  @Override
  public Edited undo(
      long graph, Caller caller, int revision, @Nullable String reason, @Nullable Integer ifMatch) {
    RevisionQueries.Inverse inverse =
        Failures.unchecked(
            () -> {
              try (Connection connection = database.connection()) {
                return RevisionQueries.inverse(connection, graph, revision);
              }
            });
    if (inverse == null) {
      return new Edited.Refused(
          ProblemType.NOT_FOUND.problem(
              "graph %d has no revision %d that can be undone".formatted(graph, revision)));
    }
    String operations = inverse.operations();
    if (operations == null) {
      return new Edited.Refused(
          ProblemType.WRONG_STATE.problem(
              "revision %d cannot be undone: %s".formatted(revision, inverse.irreversible())));
    }
    String why = "undo of revision " + revision + (reason == null ? "" : ": " + reason);
    return edit(
        graph,
        caller,
        new Edits.EditRequest(why, revision, Json.readResponse(operations, OPERATIONS)),
        false,
        ifMatch);
  }

  @Override
  public Map<String, Object> file(long graph, String name, int revision) {
    return Failures.unchecked(
        () -> database.transaction(connection -> file(connection, graph, name, revision)));
  }

  private Map<String, Object> file(Connection connection, long graph, String name, int revision)
      throws SQLException {
    GraphTransaction transaction = GraphTransaction.begin(connection, graph, images.cached(graph));
    if (transaction == null) {
      throw ProblemType.NO_SUCH_GRAPH.exception("graph " + graph + " is gone");
    }
    GraphRun run = transaction.run();
    JobRows rows = JobRows.read(connection, graph);
    Bodies bodies = new Bodies(connection, graph);
    EditedJobs jobs =
        new EditedJobs(
            run,
            new GraphEdit(run, run.graph().incoming()),
            rows,
            bodies::body,
            Wish.read(connection, graph),
            RemoteNeed.read(connection, graph));
    Map<String, @Nullable String> before = RevisionQueries.before(connection, graph, revision);
    Map<String, Object> all = new TreeMap<>();
    rows.all()
        .forEach(
            (job, row) -> {
              if (!before.containsKey(row.key())) {
                all.put(row.key(), jobs.json(job));
              }
            });
    before.forEach(
        (key, json) -> {
          if (json != null) {
            all.put(key, Json.readResponse(json, Object.class));
          }
        });
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("croft", 1);
    file.put("name", name);
    Map<String, Object> parameters = new LinkedHashMap<>();
    Json.readResponse(RevisionQueries.head(connection, graph).parameters(), VALUES)
        .forEach((parameter, value) -> parameters.put(parameter, Map.of("default", value)));
    if (!parameters.isEmpty()) {
      file.put("parameters", parameters);
    }
    file.put("jobs", all);
    return file;
  }

  /**
   * What an edit's expressions choose.
   *
   * @param revision that they were worked out for; 0 if there are none
   */
  private record Chosen(int revision, Map<String, Selection.Selected> where) {}

  private Chosen choose(long graph, Edits.EditRequest request) {
    Set<String> expressions = new LinkedHashSet<>();
    for (Edits.Operation operation : request.operations()) {
      if (operation.where() != null) {
        expressions.add(operation.where());
      }
    }
    if (expressions.isEmpty()) {
      return new Chosen(0, Map.of());
    }
    if (expressions.size() > Limits.EDIT_EXPRESSIONS_MAX) {
      throw new Refusal(
          new Edited.Refused(
              ProblemType.OVER_LIMIT.problem(
                  Limits.exceeded(
                      "the edit has",
                      expressions.size(),
                      "different expressions",
                      Limits.EDIT_EXPRESSIONS_MAX))));
    }
    record Read(int revision, Map<String, Object> file) {}
    Read read =
        Failures.unchecked(
            () ->
                database.transaction(
                    connection -> {
                      int revision = RevisionQueries.head(connection, graph).revision();
                      return new Read(revision, file(connection, graph, "edit", revision));
                    }));
    Map<String, Selection.Selected> where = new HashMap<>();
    switch (GraphFile.parse(
        Json.text(read.file),
        Media.JSON,
        new ParseOptions(Map.of(), null, List.of(), true, true))) {
      case ParseResult.Parsed(GraphSpec spec) -> {
        Selection selection = new Selection(spec);
        expressions.forEach(each -> where.put(each, selection.where(each)));
      }
      case ParseResult.Faulty(var faults) -> {
        String why = "the graph cannot be read as a file: " + faults.first().getFirst().message();
        expressions.forEach(each -> where.put(each, new Selection.Selected.Wrong(why)));
      }
    }
    return new Chosen(read.revision, where);
  }

  /** Empty if the graph is not what the expressions were worked out for. */
  private Optional<Outcome> run(
      Connection connection,
      long graph,
      Caller caller,
      Edits.EditRequest request,
      boolean dryRun,
      @Nullable Integer ifMatch,
      Chosen chosen)
      throws SQLException {
    GraphImage image = images.cached(graph);
    GraphTransaction transaction = GraphTransaction.begin(connection, graph, image);
    if (transaction == null) {
      throw new Refusal(
          new Edited.Refused(ProblemType.NO_SUCH_GRAPH.problem("graph " + graph + " is gone")));
    }
    JobRows rows = JobRows.read(connection, graph);
    GraphRun before = transaction.run();
    JobGraph.Incoming incoming =
        image != null && image.edges() == before.graph()
            ? image.incoming()
            : before.graph().incoming();
    GraphEdit edit = new GraphEdit(before, incoming);
    Bodies bodies = new Bodies(connection, graph);
    Map<Integer, RemoteNeed> remotes = RemoteNeed.read(connection, graph);
    EditedJobs jobs =
        new EditedJobs(before, edit, rows, bodies::body, Wish.read(connection, graph), remotes);
    RevisionQueries.Head head = RevisionQueries.head(connection, graph);
    if (ifMatch != null && ifMatch != head.revision()) {
      refuse(
          ProblemType.REVISION_CHANGED.problem(
              "graph %d is at revision %d; the edit is for %d"
                  .formatted(graph, head.revision(), ifMatch)));
    }
    if (chosen.revision > 0 && chosen.revision != head.revision()) {
      return Optional.empty();
    }
    EditBuilder builder =
        new EditBuilder(
            before,
            edit,
            jobs,
            Json.readResponse(head.parameters(), VALUES),
            request.revision(),
            spec -> RemotePlaces.of(connection, transaction.project(), spec),
            chosen.where);
    NewDefinitions definitions = new NewDefinitions(database, connection, graph);
    builder.build(request.operations(), definitions::number);
    refuse(builder.faults().problem());
    refuse(circle(connection, graph, remotes, builder));
    boolean wasOver = transaction.state().isOver();
    int size = before.graph().size();
    int revision =
        transaction.edit(
            edit,
            builder.graph(),
            builder.revised().values(),
            definitions.first(),
            definitions.made(),
            definitions.classes(),
            builder.touched());
    GraphRun run = transaction.run();
    builder.command(run);
    refuse(builder.faults().problem());
    // What was approved before this edit was not approved with it.
    Approvals.recheck(connection, graph, transaction);
    run.settleTogether();
    EditRecord record = builder.record();
    record.gone(goneOutputs.runAgain(transaction));
    Edits.Difference difference = record.difference(run, size, wasOver);
    if (dryRun) {
      throw new Refusal(new Edited.Done(head.revision(), difference));
    }
    if (!builder.priorities().isEmpty()) {
      transaction.setPriorities(
          builder.priorities().keySet().stream().mapToInt(Integer::intValue).toArray(),
          builder.priorities().values().stream().mapToInt(Integer::intValue).toArray());
    }
    transaction.setWishes(builder.rewritten(), builder.wishes());
    transaction.addRemotes(builder.remotes());
    if (!builder.newParameters().isEmpty()) {
      transaction.setParameters(Json.text(builder.newParameters()));
    }
    long seq = transaction.save("edit", event(caller, request, revision));
    transaction.record(
        revision,
        new Revision(
            caller.name(),
            request.reason(),
            Json.text(request.operations()),
            record.inverse(),
            record.irreversible(),
            Json.text(difference),
            record.before()));
    return Optional.of(new Outcome(new Edited.Done(revision, difference), seq));
  }

  /** Why the edit would make jobs of several graphs wait for each other; null if it would not. */
  private static @Nullable Problem circle(
      Connection connection, long graph, Map<Integer, RemoteNeed> remotes, EditBuilder builder)
      throws SQLException {
    List<RemoteNeed> needs = new ArrayList<>(builder.remotes());
    remotes.values().stream().filter(need -> builder.edit().exists(need.job())).forEach(needs::add);
    RemoteNeed circle = RemoteCycle.find(connection, graph, builder.graph(), needs);
    if (circle == null) {
      return null;
    }
    String why =
        "jobs of several graphs would wait for each other: what waits for '%s' of graph %d is what that waits for"
            .formatted(circle.key(), circle.graph());
    return ProblemType.INVALID_EDIT.problem(why, List.of(new Place("operations", why)));
  }

  private static void refuse(@Nullable Problem problem) {
    if (problem != null) {
      throw new Refusal(new Edited.Refused(problem));
    }
  }

  private static String event(Caller caller, Edits.EditRequest request, int revision) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("author", caller.name());
    data.put("revision", revision);
    data.put("operations", request.operations().size());
    if (request.reason() != null) {
      data.put("reason", request.reason());
    }
    if (caller.traceparent() != null) {
      data.put("traceparent", caller.traceparent());
    }
    return Json.text(data);
  }
}
