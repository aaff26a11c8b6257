package croft.server.edit;

import croft.core.graph.ChangeList;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.JobKind;
import croft.protocol.json.Json;
import croft.protocol.wire.Commands;
import croft.server.dispatch.GoneOutputs;
import croft.server.farm.Caller;
import croft.server.farm.GraphCommands.Commanded;
import croft.store.database.Database;
import croft.store.graph.GraphTransaction;
import croft.store.graph.JobRows;
import croft.store.graph.NewDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a job again with something changed for its next attempt alone. Not a revision: the graph
 * says the same as before, and the attempt says what it ran.
 */
final class ChangedRerun {
  private final Database database;
  private final GoneOutputs goneOutputs;

  ChangedRerun(Database database, GoneOutputs goneOutputs) {
    this.goneOutputs = goneOutputs;
    this.database = database;
  }

  /** What came of it, with the number of the event; 0 for none. */
  record Result(Commanded commanded, long seq) {}

  Result run(
      Connection connection,
      GraphTransaction transaction,
      long graph,
      Caller caller,
      int job,
      boolean downstream,
      Commands.Change change)
      throws SQLException {
    GraphRun run = transaction.run();
    JobRows.Row row = JobRows.read(connection, graph).row(job);
    if (row == null || job >= run.graph().size()) {
      return new Result(new Commanded.NoSuchJob(job), 0);
    }
    Definition definition =
        Definition.fromJson(new Bodies(connection, graph).body(row.definition()));
    String why = refusal(run.state(job), definition);
    if (why != null) {
      return new Result(new Commanded.Conflict(job, why), 0);
    }
    NewDefinitions definitions = new NewDefinitions(database, connection, graph);
    AddedJobs.Numbered numbered = definitions.number(changed(definition, change));
    List<NewDefinition> made = definitions.made();
    transaction.changeNext(
        job, numbered.definition(), made.isEmpty() ? null : made.getFirst(), definitions.classes());
    run.rerun(new int[] {job}, downstream);
    goneOutputs.runAgain(transaction);
    Map<JobState, Integer> moved = moved(run);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("author", caller.name());
    if (caller.traceparent() != null) {
      data.put("traceparent", caller.traceparent());
    }
    data.put("job", job);
    data.put("downstream", downstream);
    data.put("attempt", transaction.attempt(job) + 1);
    data.put("changed", what(change));
    return new Result(new Commanded.Done(moved), transaction.save("rerun", Json.text(data)));
  }

  private static @Nullable String refusal(JobState state, Definition definition) {
    if (!(definition.kind() instanceof JobKind.Script)) {
      return "it is not a script: nothing of it can be changed for one attempt";
    }
    return switch (state) {
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> null;
      case INACTIVE -> "it is inactive: activate it instead";
      case BLOCKED, READY, HELD -> "it is " + state.text() + ": change it by an edit instead";
      case RUNNING -> "it is running: cancel it first, or wait for its end";
    };
  }

  /** What was changed, without values: they may be secrets. */
  private static List<String> what(Commands.Change change) {
    List<String> what = new java.util.ArrayList<>();
    change.env().keySet().stream().sorted().forEach(name -> what.add("env." + name));
    if (change.script() != null) {
      what.add("script");
    }
    if (change.timeoutSeconds() != null) {
      what.add("timeout");
    }
    return what;
  }

  private static Definition changed(Definition of, Commands.Change change) {
    TreeMap<String, String> env = new TreeMap<>(of.env());
    env.putAll(change.env());
    String script = change.script();
    Integer timeout = change.timeoutSeconds();
    return new Definition(
        script == null ? of.script() : script,
        env,
        of.inputs(),
        of.outputs(),
        of.artifacts(),
        of.junitReports(),
        timeout == null ? of.timeout() : Duration.ofSeconds(timeout),
        of.retry(),
        of.pool(),
        of.labels(),
        of.resources(),
        of.files(),
        of.kind(),
        of.expand(),
        of.source());
  }

  private static Map<JobState, Integer> moved(GraphRun run) {
    Map<JobState, Integer> moved = new EnumMap<>(JobState.class);
    ChangeList changes = run.changes();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      if (!JobFlags.has(run.flags(job), JobFlags.JOIN)
          && changes.stateBefore(index) != run.state(job)) {
        moved.merge(run.state(job), 1, Integer::sum);
      }
    }
    return moved;
  }
}
