package croft.server.decide;

import croft.core.graph.ChangeList;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.Place;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.server.dispatch.Failures;
import croft.server.dispatch.FarmDispatch;
import croft.server.dispatch.Images;
import croft.server.farm.Caller;
import croft.server.farm.Changes;
import croft.server.farm.Decisions;
import croft.store.database.Database;
import croft.store.decide.DecisionRow;
import croft.store.decide.DecisionTable;
import croft.store.decide.Groups;
import croft.store.graph.GraphTransaction;
import croft.store.sql.Ints;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides breakpoints, each in its graph's own transaction. Safe for use by many threads. */
public final class FarmDecisions implements Decisions {
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Images images;
  private final Changes changes;
  private final FarmDispatch dispatch;

  public FarmDecisions(Database database, Images images, Changes changes, FarmDispatch dispatch) {
    this.database = database;
    this.images = images;
    this.changes = changes;
    this.dispatch = dispatch;
  }

  /** What came of it, with the event that it wrote; 0 if it changed nothing. */
  private record Outcome(Decided result, long seq) {
    static Outcome refused(Problem problem) {
      return new Outcome(new Decided.Refused(problem), 0);
    }
  }

  @Override
  public Decided decide(long graph, int job, Caller caller, Choice choice) {
    return committed(
        graph,
        Failures.unchecked(
            () ->
                database.transaction(
                    connection -> {
                      Attempted attempted = attempt(connection, graph, job);
                      if (attempted.refusal != null) {
                        return Outcome.refused(attempted.refusal);
                      }
                      Problem forbidden = attempted.forbidden(connection, caller.name());
                      return forbidden != null
                          ? Outcome.refused(forbidden)
                          : attempted.decide(choice, caller.name(), caller.traceparent());
                    })));
  }

  @Override
  public Decided decide(String token, Choice choice) {
    byte[] digest = digest(token);
    DecisionRow found =
        Failures.unchecked(
                () -> {
                  try (Connection connection = database.connection()) {
                    return Optional.ofNullable(DecisionTable.byToken(connection, digest));
                  }
                })
            .orElse(null);
    if (found == null || "withdrawn".equals(found.verdict())) {
      return new Decided.Refused(
          ProblemType.NO_SUCH_DECISION.problem(
              found == null
                  ? "this token is not known: it was replaced, or never given"
                  : "the breakpoint is not held any more: " + found.comment()));
    }
    return committed(
        found.graph(),
        Failures.unchecked(
            () ->
                database.transaction(
                    connection -> {
                      Attempted attempted = attempt(connection, found.graph(), found.job());
                      if (attempted.refusal != null) {
                        return Outcome.refused(attempted.refusal);
                      }
                      DecisionRow row = DecisionTable.byToken(connection, digest);
                      DecisionRow now = attempted.row;
                      if (row == null || now == null || now.opening() != row.opening()) {
                        return Outcome.refused(
                            ProblemType.NO_SUCH_DECISION.problem(
                                "the breakpoint has asked anew since the token was given"));
                      }
                      return attempted.decide(choice, String.valueOf(row.tokenAuthor()), null);
                    })));
  }

  @Override
  public Made token(long graph, int job, Caller caller) {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    String token = "decide_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return Failures.unchecked(
        () ->
            database.transaction(
                connection -> {
                  Attempted attempted = attempt(connection, graph, job);
                  if (attempted.refusal != null) {
                    return new Made.Refused(attempted.refusal);
                  }
                  Problem forbidden = attempted.forbidden(connection, caller.name());
                  if (forbidden != null) {
                    return new Made.Refused(forbidden);
                  }
                  DecisionRow row = attempted.row;
                  if (row == null || row.verdict() != null) {
                    return new Made.Refused(attempted.notOpen());
                  }
                  DecisionTable.token(connection, row, digest(token), caller.name());
                  return new Made.Token(token);
                }));
  }

  private static byte[] digest(String token) {
    return Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
  }

  private Decided committed(long graph, Outcome outcome) {
    if (outcome.seq > 0) {
      changes.committed(graph, outcome.seq);
      dispatch.graphChanged(graph);
    }
    return outcome.result;
  }

  private Attempted attempt(Connection connection, long graph, int job) throws SQLException {
    GraphTransaction transaction = GraphTransaction.begin(connection, graph, images.cached(graph));
    if (transaction == null) {
      return Attempted.refused(ProblemType.NO_SUCH_GRAPH.problem("graph " + graph + " is gone"));
    }
    GraphRun run = transaction.run();
    if (job < 0 || job >= run.graph().size() || JobFlags.has(run.flags(job), JobFlags.JOIN)) {
      return Attempted.refused(
          ProblemType.NO_SUCH_JOB.problem("graph %d has no job '%d'".formatted(graph, job)));
    }
    if (!JobFlags.has(run.flags(job), JobFlags.BREAKPOINT)) {
      return Attempted.refused(wrongState(job, "it is no breakpoint: there is nothing to decide"));
    }
    OpenDecisions open = OpenDecisions.inLine(connection, graph, transaction);
    DecisionRow row = open.of(job);
    if (row == null) {
      Ints one = new Ints();
      one.add(job);
      row = DecisionTable.latest(connection, graph, one).get(job);
    }
    String kind = row == null ? "breakpoint" : row.kind();
    if (!kind.equals("breakpoint")) {
      return Attempted.refused(
          wrongState(job, "it is a " + kind + ", which the farm decides itself"));
    }
    if (row != null && row.latch() != null) {
      return Attempted.refused(
          wrongState(job, "the latch '" + row.latch() + "' decides it: open that instead"));
    }
    return new Attempted(graph, job, transaction, open, row, null);
  }

  private static Problem wrongState(int job, String why) {
    return ProblemType.WRONG_STATE.problem(why, List.of(new Place("job " + job, why)));
  }

  /**
   * A breakpoint under its graph's lock.
   *
   * @param row its open decision, or else its newest; null if it never asked
   * @param refusal why nobody can decide it; the other parts are missing then
   */
  private record Attempted(
      long graph,
      int job,
      @Nullable GraphTransaction transaction,
      @Nullable OpenDecisions open,
      @Nullable DecisionRow row,
      @Nullable Problem refusal) {
    static Attempted refused(Problem problem) {
      return new Attempted(0, 0, null, null, null, problem);
    }

    /** Why someone may not decide; null if they may, or if it never asked. */
    @Nullable Problem forbidden(Connection connection, String caller) throws SQLException {
      if (row == null || open == null) {
        return null;
      }
      List<String> roles = new ArrayList<>(List.of("user:" + caller, "token:" + caller));
      for (String group : Groups.of(connection, row.project(), caller)) {
        roles.add("group:" + group);
      }
      String refusal =
          Rights.refusal(row.approvers(), row.notAuthor(), open.facts().author(), caller, roles);
      return refusal == null ? null : ProblemType.FORBIDDEN.problem(refusal);
    }

    /** Why there is nothing to decide. */
    Problem notOpen() {
      if (row != null && row.verdict() != null && !row.verdict().equals("withdrawn")) {
        return wrongState(job, "it was %s already by %s".formatted(row.verdict(), row.author()));
      }
      String state = transaction == null ? "gone" : transaction.run().state(job).text();
      return wrongState(job, "it is " + state + ": only a held breakpoint can be decided");
    }

    Outcome decide(Choice choice, String author, @Nullable String traceparent) throws SQLException {
      String verdict = choice.approve() ? "approved" : "rejected";
      if (row == null || transaction == null || open == null) {
        return Outcome.refused(notOpen());
      }
      if (row.verdict() != null) {
        JobState same = choice.approve() ? JobState.SUCCEEDED : JobState.FAILED;
        return row.verdict().equals(verdict) && transaction.run().state(job) == same
            ? new Outcome(new Decided.Done(graph, Map.of()), 0)
            : Outcome.refused(notOpen());
      }
      if (choice.digest() != null && !choice.digest().equals(row.digest())) {
        return Outcome.refused(
            ProblemType.STALE_DECISION.problem(
                "you decided about %s; it is %s now".formatted(choice.digest(), row.digest())));
      }
      JobState becomes = choice.approve() ? JobState.SUCCEEDED : JobState.FAILED;
      if (!open.decide(row, becomes, verdict, author, choice.comment())) {
        return Outcome.refused(wrongState(job, "someone holds it: release it first"));
      }
      Map<JobState, Integer> moved = moved(transaction.run());
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("author", author);
      if (traceparent != null) {
        data.put("traceparent", traceparent);
      }
      data.put("job", job);
      data.put("verdict", verdict);
      if (choice.comment() != null) {
        data.put("reason", choice.comment());
      }
      long seq = transaction.save("decided", Json.text(data));
      return new Outcome(new Decided.Done(graph, moved), seq);
    }
  }

  private static Map<JobState, Integer> moved(GraphRun run) {
    Map<JobState, Integer> moved = new EnumMap<>(JobState.class);
    ChangeList changed = run.changes();
    for (int index = 0; index < changed.size(); index++) {
      int job = changed.job(index);
      if (!JobFlags.has(run.flags(job), JobFlags.JOIN)
          && changed.stateBefore(index) != run.state(job)) {
        moved.merge(run.state(job), 1, Integer::sum);
      }
    }
    return moved;
  }
}
