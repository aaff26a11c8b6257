package croft.testing.decide;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.problem.Problem;
import croft.server.decide.Approvals;
import croft.server.farm.Decisions;
import croft.server.farm.Decisions.Choice;
import croft.server.farm.Decisions.Decided;
import croft.server.farm.GraphCommands.Command;
import croft.server.farm.Submissions;
import croft.store.graph.GraphTransaction;
import croft.store.query.DecisionQueries;
import croft.store.query.Project;
import croft.store.query.Queries;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Project PROJECT = new Project(1, "default");

  private static TestDatabase database;
  private static LocalFarm farm;
  private static DecisionQueries queries;
  private static int workers;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
    farm = new LocalFarm(database.database());
    queries = Queries.over(database::connection).decisions();
  }

  @BeforeEach
  void setClock() {
    farm.clock(NOON);
  }

  @AfterAll
  static void stop() {
    farm.close();
    database.close();
  }

  private static String graph(String jobs) {
    return "croft: 1\nname: test\njobs:\n  " + jobs.strip().replace("\n", "\n  ") + "\n";
  }

  private static long submit(String jobs) throws Exception {
    long graph = farm.submit(graph(jobs));
    keep();
    return graph;
  }

  /** Until there is nothing more to do. */
  private static void keep() throws Exception {
    for (int pass = 0; farm.keeper().runOnce(); pass++) {
      assertThat(pass).isLessThan(50);
    }
  }

  private static LocalFarm.Worker worker() {
    return farm.worker("decider-" + ++workers);
  }

  private static Decided approve(long graph, int job, String who) {
    return farm.decisions().decide(graph, job, LocalFarm.caller(who), yes(null));
  }

  private static Choice yes(@Nullable String digest) {
    return new Choice(true, "looks good", digest);
  }

  private static String problem(Decided decided) {
    return decided instanceof Decided.Refused(Problem problem)
        ? problem.type().substring("/problems/".length())
        : "done";
  }

  /** The decisions of a job, as {@code verdict by author}, the oldest first. */
  private static String decisions(long graph, int job) {
    return queries.ofJob(graph, job, 100).stream()
        .map(DecisionQueries.Listed::row)
        .map(row -> row.verdict() == null ? "open" : row.verdict() + " by " + row.author())
        .collect(Collectors.joining(", "));
  }

  private static DecisionQueries.Listed newest(long graph, int job) {
    return queries.ofJob(graph, job, 1).getFirst();
  }

  private static final String RELEASE =
      """
      sign: {breakpoint: {message: Ship it?}}
      ship: {needs: [sign], script: x}
      """;

  @Test
  void aBreakpointWaitsUntilSomeoneApproves() throws Exception {
    long graph = submit(RELEASE);
    assertThat(farm.states(graph)).isEqualTo("sign=held ship=blocked");
    assertThat(decisions(graph, 0)).isEqualTo("open");
    assertThat(newest(graph, 0).row().message()).isEqualTo("Ship it?");
    assertThat(newest(graph, 0).row().askedAt()).isEqualTo(NOON);
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("done");
    assertThat(farm.states(graph)).isEqualTo("sign=succeeded ship=ready");
    assertThat(decisions(graph, 0)).isEqualTo("approved by ann");
    assertThat(problem(approve(graph, 0, "bob"))).isEqualTo("done");
    assertThat(decisions(graph, 0)).isEqualTo("approved by ann");
    Choice no = new Choice(false, null, null);
    assertThat(problem(farm.decisions().decide(graph, 0, LocalFarm.caller("bob"), no)))
        .isEqualTo("wrong-state");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void aRejectedBreakpointHasFailed() throws Exception {
    long graph = submit(RELEASE);
    Choice no = new Choice(false, "not on a Friday", null);
    farm.decisions().decide(graph, 0, LocalFarm.caller("ann"), no);
    assertThat(farm.states(graph)).isEqualTo("sign=failed ship=skipped");
    assertThat(farm.state(graph)).isEqualTo("failed");
    assertThat(decisions(graph, 0)).isEqualTo("rejected by ann");
    assertThat(newest(graph, 0).row().comment()).isEqualTo("not on a Friday");
  }

  @Test
  void aDecisionNeedsNoLoopToHaveAsked() {
    long graph = farm.submit(graph(RELEASE));
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("done");
    assertThat(decisions(graph, 0)).isEqualTo("approved by ann");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void onlyApproversDecideAndNotTheAuthor() throws Exception {
    long graph =
        submit("sign: {breakpoint: {approvers: [group:release, user:cid], notAuthor: true}}");
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("forbidden");
    farm.settings().addMember(PROJECT, LocalFarm.caller("admin"), "release", "ann");
    farm.settings().addMember(PROJECT, LocalFarm.caller("admin"), "release", "test");
    assertThat(problem(approve(graph, 0, "test"))).isEqualTo("forbidden");
    farm.settings().removeMember(PROJECT, "release", "ann");
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("forbidden");
    assertThat(problem(approve(graph, 0, "cid"))).isEqualTo("done");
    farm.settings().removeMember(PROJECT, "release", "test");
  }

  @Test
  void theClockStartsWhenItIsHeld() throws Exception {
    long graph =
        submit(
            """
            build: {script: x}
            skip: {needs: [build], breakpoint: {timeout: 10m, onTimeout: skip}}
            fail: {needs: [build], breakpoint: {timeout: 20m}}
            continue: {needs: [build], breakpoint: {timeout: 30m, onTimeout: continue}}
            """);
    farm.clock(NOON.plusSeconds(3_600));
    keep();
    assertThat(farm.states(graph))
        .isEqualTo("build=ready skip=blocked fail=blocked continue=blocked");
    LocalFarm.Worker worker = worker();
    worker.succeed(worker.claimOnly("build"));
    // However late the loop comes, it was held when the event says.
    farm.clock(NOON.plusSeconds(3_600 + 599));
    keep();
    assertThat(farm.states(graph)).isEqualTo("build=succeeded skip=held fail=held continue=held");
    farm.clock(NOON.plusSeconds(3_600 + 600));
    keep();
    assertThat(farm.states(graph))
        .isEqualTo("build=succeeded skip=skipped fail=held continue=held");
    farm.clock(NOON.plusSeconds(3_600 + 1_800));
    keep();
    assertThat(farm.states(graph))
        .isEqualTo("build=succeeded skip=skipped fail=failed continue=succeeded");
    assertThat(decisions(graph, 1)).isEqualTo("skipped by farm");
    assertThat(decisions(graph, 3)).isEqualTo("continued by farm");
    assertThat(farm.state(graph)).isEqualTo("failed");
  }

  @Test
  void itAsksAgainWhenWhatItWaitsForRunsAgain() throws Exception {
    long graph =
        submit(
            """
            build: {script: x}
            sign: {needs: [build], breakpoint: true}
            ship: {needs: [sign], script: x}
            """);
    LocalFarm.Worker worker = worker();
    worker.succeed(worker.claimOnly("build"));
    keep();
    String digest = newest(graph, 1).row().digest();
    approve(graph, 1, "ann");
    farm.command(graph, new Command.Rerun(0, false));
    assertThat(farm.states(graph)).isEqualTo("build=ready sign=blocked ship=blocked");
    worker.succeed(worker.claimOnly("build"));
    keep();
    assertThat(farm.states(graph)).isEqualTo("build=succeeded sign=held ship=blocked");
    assertThat(decisions(graph, 1)).isEqualTo("approved by ann, open");
    assertThat(newest(graph, 1).since()).containsExactly("build (attempt 2) ran again");
    assertThat(problem(farm.decisions().decide(graph, 1, LocalFarm.caller("ann"), yes(digest))))
        .isEqualTo("stale-decision");
    String now = newest(graph, 1).row().digest();
    assertThat(problem(farm.decisions().decide(graph, 1, LocalFarm.caller("ann"), yes(now))))
        .isEqualTo("done");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void whatIsCancelledIsNotAskedAnyMore() throws Exception {
    long graph = submit(RELEASE);
    farm.command(graph, new Command.CancelJob(0, null));
    keep();
    assertThat(decisions(graph, 0)).isEqualTo("withdrawn by farm");
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("wrong-state");
    farm.command(graph, new Command.Rerun(0, false));
    keep();
    assertThat(decisions(graph, 0)).isEqualTo("withdrawn by farm, open");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void aHoldComesFirst() throws Exception {
    long graph = submit("sign: {breakpoint: {timeout: 1m}}");
    farm.command(graph, new Command.Hold(0, null));
    farm.clock(NOON.plusSeconds(3_600));
    keep();
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("wrong-state");
    assertThat(farm.states(graph)).isEqualTo("sign=held");
    farm.command(graph, new Command.Release(0));
    keep();
    assertThat(farm.states(graph)).isEqualTo("sign=failed");
  }

  @Test
  void aTokenDecidesOnce() throws Exception {
    long graph = submit(RELEASE);
    Decisions.Made made = farm.decisions().token(graph, 0, LocalFarm.caller("ann"));
    String first = ((Decisions.Made.Token) made).token();
    String token =
        ((Decisions.Made.Token) farm.decisions().token(graph, 0, LocalFarm.caller("ann"))).token();
    assertThat(problem(farm.decisions().decide(first, yes(null)))).isEqualTo("no-such-decision");
    assertThat(problem(farm.decisions().decide(token, yes(null)))).isEqualTo("done");
    assertThat(farm.states(graph)).isEqualTo("sign=succeeded ship=ready");
    assertThat(decisions(graph, 0)).isEqualTo("approved by ann");
    // Whose answer was lost gets it again; it cannot be turned round.
    assertThat(problem(farm.decisions().decide(token, yes(null)))).isEqualTo("done");
    assertThat(problem(farm.decisions().decide(token, new Choice(false, null, null))))
        .isEqualTo("wrong-state");
    farm.command(graph, new Command.Rerun(0, false));
    keep();
    assertThat(problem(farm.decisions().decide(token, yes(null)))).isEqualTo("no-such-decision");
    assertThat(farm.states(graph)).isEqualTo("sign=held ship=blocked");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void aLatchHoldsItsBreakpointsAndKeepsGraphsOut() throws Exception {
    farm.settings().latch(PROJECT, LocalFarm.caller("ann"), "main", false, "red");
    long graph = submit("land: {breakpoint: {latch: main}}");
    assertThat(farm.states(graph)).isEqualTo("land=held");
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("wrong-state");
    String bound = "latch: main\n" + graph("a: {notify: hello}");
    assertThat(farm.trySubmit(bound, null))
        .isInstanceOfSatisfying(
            Submissions.Submitted.Refused.class,
            refused -> {
              assertThat(refused.problem().type()).isEqualTo("/problems/latch-closed");
              assertThat(refused.problem().detail()).contains("main", "ann", "red");
            });
    farm.settings().latch(PROJECT, LocalFarm.caller("ann"), "main", true, null);
    keep();
    assertThat(farm.states(graph)).isEqualTo("land=succeeded");
    assertThat(farm.trySubmit(bound, null)).isInstanceOf(Submissions.Submitted.Stored.class);
    keep();
  }

  @Test
  void aLatchThatWasNeverSetIsOpen() throws Exception {
    long graph = submit("land: {breakpoint: {latch: never}}");
    assertThat(farm.states(graph)).isEqualTo("land=succeeded");
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aMessageIsAnEventAndSucceeds() throws Exception {
    long graph =
        submit(
            """
            tell: {notify: {message: it begins, topic: release}}
            then: {needs: [tell], notify: it is over}
            """);
    assertThat(farm.state(graph)).isEqualTo("succeeded");
    assertThat(
            Queries.over(database::connection).events().page(graph, 0, 100).stream()
                .filter(event -> "notify".equals(event.kind()))
                .map(event -> event.data()))
        .satisfiesExactly(
            data -> assertThat(data).contains("\"it begins\"", "\"release\"", "\"tell\""),
            data -> assertThat(data).contains("\"it is over\"", "\"then\""));
  }

  @Test
  void aTimerSucceedsWhenItIsDue() throws Exception {
    long graph =
        submit(
            """
            after: {timer: 10m}
            at: {timer: {at: 2026-11-24T13:00:00Z}}
            past: {timer: {at: 2020-01-01T00:00:00Z}}
            """);
    assertThat(farm.states(graph)).isEqualTo("after=held at=held past=succeeded");
    assertThat(problem(approve(graph, 0, "ann"))).isEqualTo("wrong-state");
    farm.clock(NOON.plusSeconds(600));
    keep();
    assertThat(farm.states(graph)).isEqualTo("after=succeeded at=held past=succeeded");
    farm.clock(NOON.plusSeconds(3_600));
    keep();
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aPauseKeepsMessagesBack() throws Exception {
    long graph = farm.submit(graph("a: {script: x}\nb: {needs: [a], notify: hello}"));
    LocalFarm.Worker worker = worker();
    var a = worker.claimOnly("a");
    farm.command(graph, new Command.Pause());
    worker.succeed(a);
    keep();
    assertThat(farm.states(graph)).isEqualTo("a=succeeded b=held");
    farm.command(graph, new Command.Resume());
    keep();
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  /** As an edit does it: what follows changes, then decisions are looked at, then all is saved. */
  private static void edit(long graph, String key, String becomes, boolean grown) throws Exception {
    database
        .database()
        .transaction(
            connection -> {
              GraphTransaction transaction = GraphTransaction.begin(connection, graph, null);
              if (transaction == null) {
                throw new AssertionError("graph " + graph + " is gone");
              }
              try (var update =
                  connection.prepareStatement(
                      "update definition set digest = ? where graph = ? and definition ="
                          + " (select definition from job_detail where graph = ? and key = ?)")) {
                update.setString(1, becomes);
                update.setLong(2, graph);
                update.setLong(3, graph);
                update.setString(4, key);
                assertThat(update.executeUpdate()).isEqualTo(1);
              }
              if (grown) {
                Approvals.grown(connection, graph, transaction);
              } else {
                Approvals.recheck(connection, graph, transaction);
              }
              return transaction.save("edit", "{}");
            });
    keep();
  }

  private static final String GUARDED =
      """
      sign: {breakpoint: {timeout: 1h}}
      ship: {needs: [sign], script: x}
      aside: {script: y}
      """;

  @Test
  void anEditOfWhatFollowsAsksAgain() throws Exception {
    long graph = submit(GUARDED);
    approve(graph, 0, "ann");
    edit(graph, "aside", "sha256:1", false);
    assertThat(farm.states(graph)).isEqualTo("sign=succeeded ship=ready aside=ready");
    edit(graph, "ship", "sha256:2", true);
    assertThat(farm.states(graph)).isEqualTo("sign=succeeded ship=ready aside=ready");
    edit(graph, "ship", "sha256:3", false);
    assertThat(farm.states(graph)).isEqualTo("sign=held ship=blocked aside=ready");
    assertThat(decisions(graph, 0)).isEqualTo("approved by ann, open");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void anEditWhileItWaitsChangesTheDigestAndNotTheClock() throws Exception {
    long graph = submit(GUARDED);
    String before = newest(graph, 0).row().digest();
    farm.clock(NOON.plusSeconds(1_800));
    edit(graph, "ship", "sha256:4", false);
    assertThat(decisions(graph, 0)).isEqualTo("open");
    assertThat(newest(graph, 0).row().digest()).isNotEqualTo(before);
    assertThat(newest(graph, 0).row().dueAt()).isEqualTo(NOON.plusSeconds(3_600));
    assertThat(problem(farm.decisions().decide(graph, 0, LocalFarm.caller("ann"), yes(before))))
        .isEqualTo("stale-decision");
    farm.command(graph, new Command.CancelGraph(null));
  }

  @Test
  void whatWaitsForSomeoneIsListed() throws Exception {
    long graph =
        submit(
            """
            any: {breakpoint: true}
            ann: {breakpoint: {approvers: [user:ann]}}
            other: {breakpoint: {notAuthor: true}}
            timer: {timer: 10m}
            """);
    assertThat(listed(graph, "ann")).containsExactly("other", "ann", "any");
    assertThat(listed(graph, "bob")).containsExactly("other", "any");
    assertThat(listed(graph, "test")).containsExactly("any");
    farm.command(graph, new Command.CancelGraph(null));
    keep();
    assertThat(listed(graph, "ann")).isEmpty();
  }

  private static List<String> listed(long graph, String who) {
    return queries
        .page(
            1,
            new DecisionQueries.Filter(true, queries.roles(1, who), who),
            DecisionQueries.After.START,
            100)
        .stream()
        .filter(listed -> listed.row().graph() == graph)
        .map(DecisionQueries.Listed::key)
        .toList();
  }
}
