package croft.server.submit;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphState;
import croft.core.graph.JobGraph;
import croft.core.job.RetryPolicy;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.JobKind;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Commands;
import croft.server.dispatch.Failures;
import croft.server.dispatch.FarmDispatch;
import croft.server.farm.Caller;
import croft.server.farm.Sampling;
import croft.server.farm.Submissions.Submitted;
import croft.store.database.Database;
import croft.store.graph.NewDefinition;
import croft.store.sample.Samples;
import croft.store.submit.NewGraph;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples are the jobs of a graph of their own, all with the definition of the job that they are
 * of: so they are claimed, fenced, logged and cancelled like any others, and the job cannot be
 * touched by them. Until a failure they hang on a chain: one that fails leaves the others skipped.
 */
public final class FarmSamples implements Sampling {
  /** Attempts of one sample, for workers that are lost; its own failure is its result. */
  private static final int ATTEMPTS = 3;

  private final Database database;
  private final FarmDispatch dispatch;
  private final FarmSubmissions submissions;

  public FarmSamples(Database database, FarmDispatch dispatch, FarmSubmissions submissions) {
    this.database = database;
    this.dispatch = dispatch;
    this.submissions = submissions;
  }

  @Override
  public Submitted sample(
      long graph, int job, Caller caller, Commands.Sample wish, @Nullable String idempotencyKey) {
    return Failures.unchecked(
        () -> {
          Samples.Source source;
          try (Connection connection = database.connection()) {
            source = Samples.source(connection, graph, job);
          }
          if (source == null) {
            return new Submitted.Refused(
                ProblemType.NO_SUCH_JOB.problem("graph " + graph + " has no job " + job));
          }
          Problem refusal = refusal(source);
          if (refusal != null) {
            return new Submitted.Refused(refusal);
          }
          return store(graph, job, caller, wish, idempotencyKey, source);
        });
  }

  private static @Nullable Problem refusal(Samples.Source source) {
    String why = null;
    if (source.state() == GraphState.DRAFT) {
      why = "its graph is a draft: start it first";
    } else if (source.isSample()) {
      why = "it is a sample: sample the job that it is of";
    } else if (!(Definition.fromJson(source.body()).kind() instanceof JobKind.Script)) {
      why = "it is not a script: there is nothing that could be run";
    } else if (source.need() > 0 && source.attempt() == 0) {
      why = "what it needs is not there yet: sample it when its dependencies are satisfied";
    }
    return why == null
        ? null
        : ProblemType.WRONG_STATE.problem(why, List.of(new Place("job " + source.key(), why)));
  }

  private Submitted store(
      long graph,
      int job,
      Caller caller,
      Commands.Sample wish,
      @Nullable String idempotencyKey,
      Samples.Source source)
      throws SQLException {
    boolean chain = wish.until() != null;
    Samples.Of of =
        new Samples.Of(
            graph,
            job,
            source.attempt(),
            chain,
            wish.reason(),
            source.digest(),
            Json.text(dispatch.inputs(graph, job, source.attempt())));
    byte[] digest =
        Digest.sha256()
            .digest((graph + "\n" + job + "\n" + Json.text(wish)).getBytes(StandardCharsets.UTF_8));
    return submissions.storeNew(
        newGraph(caller, wish, source, graph, chain),
        idempotencyKey,
        digest,
        (connection, id) -> Samples.insert(connection, id, of));
  }

  private static NewGraph newGraph(
      Caller caller, Commands.Sample wish, Samples.Source source, long graph, boolean chain) {
    JobGraph.Builder edges = new JobGraph.Builder();
    List<NewGraph.NewJob> jobs = new ArrayList<>(wish.times());
    for (int number = 0; number < wish.times(); number++) {
      edges.job();
      if (chain && number > 0) {
        edges.edge(number - 1, number, EdgeRule.NEEDS_SUCCESS);
      }
      jobs.add(
          new NewGraph.NewJob(
              Integer.toString(number + 1),
              0,
              0,
              source.estimate(),
              null,
              null,
              List.of(),
              "",
              null));
    }
    NewDefinition definition =
        new NewDefinition(
            source.digest(),
            source.body(),
            source.requirements(),
            new RetryPolicy(ATTEMPTS, Samples.TRIED_AGAIN, Duration.ZERO, Duration.ZERO),
            source.timeout(),
            source.hasOutputs());
    return new NewGraph(
        source.project(),
        "samples of " + source.key(),
        "%d samples of job %s of graph %d, %s"
            .formatted(wish.times(), source.key(), graph, source.graphName()),
        caller.name(),
        null,
        source.parameters(),
        List.of(),
        source.priority(),
        false,
        null,
        "application/json",
        Json.text(
            Map.of(
                "sampleOf",
                Map.of("graph", graph, "job", source.key()),
                "times",
                wish.times(),
                "definition",
                source.digest())),
        chain ? wish.times() - 1 : 0,
        edges.build(),
        new int[wish.times()],
        new boolean[wish.times()],
        jobs,
        List.of(definition));
  }
}
