package croft.server.decide;

import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.JobKind;
import croft.protocol.json.Json;
import croft.store.decide.DecisionRow;
import croft.store.decide.DecisionTable;
import croft.store.decide.DecisionTable.Body;
import croft.store.decide.DecisionTable.GraphFacts;
import croft.store.decide.DecisionTable.Move;
import croft.store.graph.GraphTransaction;
import croft.store.sql.Ints;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decisions that a graph waits for, brought in line with its jobs: a held job that nobody was
 * asked about is asked about, one that is not held any more is withdrawn. Used inside the graph's
 * transaction, by one thread.
 */
final class OpenDecisions {
  /** Who withdraws, and decides what no person decides. */
  static final String FARM = "farm";

  private final Connection connection;
  private final long graph;
  private final GraphTransaction transaction;
  private final GraphFacts facts;
  private final Map<Integer, DecisionRow> open = new HashMap<>();
  private @Nullable Evidence evidence;

  private boolean changed;

  private OpenDecisions(Connection connection, long graph, GraphTransaction transaction)
      throws SQLException {
    this.connection = connection;
    this.graph = graph;
    this.transaction = transaction;
    this.facts = DecisionTable.facts(connection, graph);
    for (DecisionRow row : DecisionTable.open(connection, graph)) {
      open.put(row.job(), row);
    }
  }

  /** As the rows have it; nothing is brought in line. */
  static OpenDecisions read(Connection connection, long graph, GraphTransaction transaction)
      throws SQLException {
    return new OpenDecisions(connection, graph, transaction);
  }

  /** Brought in line with the graph's jobs, of which nothing may have been changed yet. */
  static OpenDecisions inLine(Connection connection, long graph, GraphTransaction transaction)
      throws SQLException {
    OpenDecisions decisions = new OpenDecisions(connection, graph, transaction);
    decisions.bringInLine();
    return decisions;
  }

  /** What is waited for, in the order of the jobs' numbers. */
  List<DecisionRow> rows() {
    return open.values().stream().sorted(Comparator.comparingInt(DecisionRow::job)).toList();
  }

  /** What a job waits for; null if it is not held, or takes a worker. */
  @Nullable DecisionRow of(int job) {
    return open.get(job);
  }

  /** Whether someone was asked, or is not asked any more, since this was read. */
  boolean isChanged() {
    return changed;
  }

  /** What is known of the graph. */
  GraphFacts facts() {
    return facts;
  }

  private boolean waits(int job) {
    GraphRun run = transaction.run();
    return job < run.graph().size()
        && run.state(job) == JobState.HELD
        && JobFlags.has(run.flags(job), JobFlags.BREAKPOINT);
  }

  private void bringInLine() throws SQLException {
    GraphRun run = transaction.run();
    Ints held = new Ints();
    for (int job = 0; job < run.graph().size(); job++) {
      if (waits(job)) {
        held.add(job);
      }
    }
    // What was asked about before needs only the events since; what was not needs all.
    boolean unasked = Arrays.stream(held.toArray()).anyMatch(job -> !open.containsKey(job));
    long after =
        unasked ? 0 : open.values().stream().mapToLong(DecisionRow::askedSeq).min().orElse(0);
    Map<Integer, Move> moves = DecisionTable.moves(connection, graph, after, held);
    for (DecisionRow row : List.copyOf(open.values())) {
      Move move = moves.get(row.job());
      if (!waits(row.job())) {
        withdraw(row, "the job is " + run.state(row.job()).text());
      } else if (move != null && move.seq() > row.askedSeq()) {
        withdraw(row, "what it waits for ran again");
      }
    }
    Map<Integer, Body> bodies = DecisionTable.bodies(connection, graph, held);
    Ints unknown = new Ints();
    for (int at = 0; at < held.size(); at++) {
      if (!open.containsKey(held.get(at))) {
        unknown.add(held.get(at));
      }
    }
    Map<Integer, DecisionRow> before = DecisionTable.latest(connection, graph, unknown);
    for (int at = 0; at < held.size(); at++) {
      int job = held.get(at);
      Body body = bodies.get(job);
      if (body == null) {
        continue;
      }
      DecisionRow row = open.get(job);
      if (row == null) {
        Move move = moves.get(job);
        // No event names the jobs that a graph was submitted with.
        ask(job, body, move == null ? new Move(1, facts.createdAt()) : move, before.get(job), null);
      } else {
        refresh(row, body);
      }
    }
  }

  private void withdraw(DecisionRow row, String why) throws SQLException {
    DecisionTable.decide(connection, row, "withdrawn", FARM, why);
    open.remove(row.job());
    changed = true;
  }

  /** Waits for a job's graph again: it runs again although the job was over. */
  void askAgain(int job, long child) throws SQLException {
    Ints one = new Ints();
    one.add(job);
    Body body = DecisionTable.bodies(connection, graph, one).get(job);
    DecisionRow before = DecisionTable.latest(connection, graph, one).get(job);
    Move move = DecisionTable.moves(connection, graph, 0, one).get(job);
    if (body != null && move != null && waits(job)) {
      ask(job, body, move, before, child);
    }
  }

  private void ask(
      int job, Body body, Move move, @Nullable DecisionRow before, @Nullable Long child)
      throws SQLException {
    changed = true;
    DecisionRow row =
        described(
            new DecisionRow(
                graph,
                job,
                before == null ? 1 : before.opening() + 1,
                facts.project(),
                "",
                move.at(),
                move.seq(),
                null,
                null,
                List.of(),
                false,
                null,
                "",
                "",
                "",
                "{}",
                facts.revision(),
                child,
                null,
                null,
                null,
                null,
                null),
            body);
    DecisionTable.insert(connection, row);
    open.put(job, row);
  }

  /** Takes over what edits changed, unless the job became one of another kind. */
  private void refresh(DecisionRow row, Body body) throws SQLException {
    DecisionRow now = described(row, body);
    if (!now.kind().equals(row.kind())) {
      withdraw(row, "the job was replaced");
      ask(row.job(), body, new Move(row.askedSeq(), DecisionTable.now(connection)), row, null);
    } else if (!now.equals(row)) {
      DecisionTable.update(connection, now);
      open.put(row.job(), now);
    }
  }

  /** A row with all that follows from what the job does, and from the graph around it. */
  private DecisionRow described(DecisionRow row, Body body) throws SQLException {
    JobKind kind = Definition.fromJson(body.body()).kind();
    List<String> approvers = new ArrayList<>();
    Instant dueAt = null;
    String onTimeout = null;
    boolean notAuthor = false;
    String latch = null;
    String message = "";
    String digest = "";
    String covers = body.digest();
    String seen = "{}";
    switch (kind) {
      case JobKind.Breakpoint breakpoint -> {
        breakpoint.approvers().forEach(approver -> approvers.add(approver.text()));
        notAuthor = breakpoint.notAuthor();
        latch = breakpoint.latch();
        message = breakpoint.message();
        if (breakpoint.timeout() != null) {
          dueAt = row.askedAt().plus(breakpoint.timeout());
          onTimeout = breakpoint.onTimeout().text();
        }
        Evidence about = evidence();
        covers = about.covers(row.job());
        digest = about.digest(row.job(), covers, transaction::attempt);
        seen = Json.text(about.seen(row.job(), transaction::attempt, this::keys));
      }
      case JobKind.Notify notify -> message = notify.message();
      case JobKind.Timer.After(var delay) -> dueAt = row.askedAt().plus(delay);
      case JobKind.Timer.At(var time) -> dueAt = time;
      case JobKind.ChildGraph _ -> {}
      case JobKind.Script _ ->
          throw new IllegalStateException("job " + row.job() + " of " + graph + " is a script");
    }
    return new DecisionRow(
        row.graph(),
        row.job(),
        row.opening(),
        row.project(),
        kind.word(),
        row.askedAt(),
        row.askedSeq(),
        dueAt,
        onTimeout,
        List.copyOf(approvers),
        notAuthor,
        latch,
        message,
        digest,
        covers,
        seen,
        covers.equals(row.covers()) ? row.revision() : facts.revision(),
        row.child(),
        null,
        null,
        null,
        null,
        row.tokenAuthor());
  }

  private Map<Integer, String> keys(int[] jobs) {
    Ints wanted = new Ints();
    for (int job : jobs) {
      wanted.add(job);
    }
    return croft.server.dispatch.Failures.unchecked(
        () -> DecisionTable.keys(connection, graph, wanted));
  }

  /** Of the graph as it is now, edits that are not saved yet included. */
  Evidence evidence() throws SQLException {
    Evidence known = evidence;
    if (known == null) {
      GraphRun run = transaction.run();
      known =
          new Evidence(
              run.graph(),
              run::flags,
              DecisionTable.digests(connection, graph, run.graph().size()));
      evidence = known;
    }
    return known;
  }

  /** Takes over what an edit changed for those that still wait; the edit is not saved yet. */
  void edited() throws SQLException {
    Ints jobs = new Ints();
    open.keySet().forEach(jobs::add);
    Map<Integer, Body> bodies = DecisionTable.bodies(connection, graph, jobs);
    for (DecisionRow row : List.copyOf(open.values())) {
      Body body = bodies.get(row.job());
      if (body != null && waits(row.job())) {
        DecisionRow now = described(row, body);
        if (now.kind().equals(row.kind()) && !now.equals(row)) {
          DecisionTable.update(connection, now);
          open.put(row.job(), now);
        }
      }
    }
  }

  /**
   * Decides an open decision and its job.
   *
   * @return false if the job has a hold, which comes first
   */
  boolean decide(
      DecisionRow row, JobState becomes, String verdict, String author, @Nullable String comment)
      throws SQLException {
    if (!transaction.run().decide(row.job(), becomes)) {
      return false;
    }
    DecisionTable.decide(connection, row, verdict, author, comment);
    open.remove(row.job());
    return true;
  }
}
