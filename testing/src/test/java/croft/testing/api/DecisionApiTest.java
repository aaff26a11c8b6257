package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.FarmClient;
import croft.protocol.client.Paging;
import croft.protocol.client.Retries;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.DecisionToken;
import croft.protocol.wire.DecisionVerdict;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.Edits;
import croft.protocol.wire.GroupView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.testing.openapi.ContractChecker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Decisions over HTTP; every exchange is held against the OpenAPI document. */
class DecisionApiTest {
  @AutoClose private static final ApiServer farm = new ApiServer();

  private static long submit(String jobs) throws Exception {
    return farm.submit("croft: 1\nname: decide\njobs:\n  " + jobs.strip().replace("\n", "\n  "))
        .graph();
  }

  private static final String RELEASE =
      """
      sign: {breakpoint: {message: Ship it?, approvers: [user:admin], timeout: 24h}}
      ship: {needs: [sign], script: x}
      """;

  /** The server's loop comes within a second. */
  private static <T> T await(Callable<T> read, Predicate<T> wanted) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      T value = read.call();
      if (wanted.test(value)) {
        return value;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("still " + value);
      }
      Thread.onSpinWait();
    }
  }

  private static JobDetail asked(long graph, String key) throws Exception {
    return await(() -> farm.project().job(graph, key), job -> !job.decisions().isEmpty());
  }

  private static void refused(String slug, Callable<?> call) {
    assertThatThrownBy(call::call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo("/problems/" + slug));
  }

  @Test
  void aBreakpointIsShownListedAndApproved() throws Exception {
    long graph = submit(RELEASE);
    JobDetail sign = asked(graph, "sign");
    DecisionView open = sign.decisions().getFirst();
    assertThat(sign.why())
        .startsWith("waits for the decision of user:admin; fails at ")
        .endsWith("Z");
    assertThat(sign.body().text()).contains("\"breakpoint\"");
    assertThat(open.message()).isEqualTo("Ship it?");
    assertThat(open.verdict()).isNull();
    assertThat(farm.project().decisions(true, true, Paging.FIRST).items()).contains(open);

    refused(
        "stale-decision",
        () -> farm.project().decide(graph, "sign", true, null, Digest.of(new byte[0])));
    refused("wrong-state", () -> farm.project().decide(graph, "ship", true, null, null));
    assertThat(farm.project().decide(graph, "sign", true, "all green", open.digest()).changed())
        .isEqualTo(Map.of(JobState.SUCCEEDED, 1, JobState.READY, 1));
    JobDetail approved = farm.project().job(graph, "sign");
    assertThat(approved.why()).isEqualTo("approved by admin: all green");
    assertThat(approved.decisions().getFirst().verdict()).isEqualTo(DecisionVerdict.APPROVED);
    assertThat(approved.decisions().getFirst().decidedAt()).isNotNull();
    assertThat(farm.project().decide(graph, "sign", true, null, null).changed()).isEmpty();
    refused("wrong-state", () -> farm.project().decide(graph, "sign", false, null, null));
    assertThat(farm.project().decisions(true, false, Paging.FIRST).items())
        .noneMatch(decision -> decision.graph() == graph);
    assertThat(farm.project().decisions(false, false, Paging.FIRST).items())
        .anyMatch(decision -> decision.graph() == graph);
    assertThat(farm.project().events(graph, 0, null).items())
        .anyMatch(event -> "decided".equals(event.kind()));
    farm.project().cancel(graph, null);
  }

  @Test
  void anEditOfWhatWasApprovedAsksAgainAndSaysWhatChanged() throws Exception {
    long graph = submit(RELEASE + "aside: {script: y}\n");
    asked(graph, "sign");
    farm.project().decide(graph, "sign", true, null, null);
    edit(graph, Map.of("aside", "something else"));
    assertThat(farm.project().job(graph, "sign").view().state()).isEqualTo(JobState.SUCCEEDED);
    edit(graph, Map.of("ship", "echo $SECRET"));
    assertThat(farm.project().job(graph, "ship").view().state()).isEqualTo(JobState.BLOCKED);
    JobDetail sign = await(() -> farm.project().job(graph, "sign"), job -> open(job) != null);
    assertThat(sign.view().state()).isEqualTo(JobState.HELD);
    assertThat(sign.decisions()).hasSize(2);
    assertThat(sign.decisions().getLast().since())
        .containsExactly("revision 2 by admin: swap", "revision 3 by admin: swap");
    farm.project().cancel(graph, null);
  }

  private static @Nullable DecisionView open(JobDetail job) {
    return job.decisions().isEmpty() || job.decisions().getLast().verdict() != null
        ? null
        : job.decisions().getLast();
  }

  private static void edit(long graph, Map<String, String> scripts) throws Exception {
    List<Edits.Operation> operations =
        scripts.entrySet().stream()
            .map(
                job ->
                    Edits.Operation.job(
                        Edits.Op.REPLACE,
                        job.getKey(),
                        job.getKey().equals("ship")
                            ? Map.of("needs", List.of("sign"), "script", job.getValue())
                            : Map.of("script", job.getValue())))
            .toList();
    farm.project().edit(graph, new Edits.EditRequest("swap", null, operations), false);
  }

  @Test
  void decisionsComeInPages() throws Exception {
    long graph = submit("a: {breakpoint: true}\nb: {breakpoint: true}\nc: {breakpoint: true}");
    asked(graph, "c");
    List<String> keys =
        new java.util.ArrayList<>(
            Paging.all(
                    paging -> farm.project().decisions(true, true, new Paging(paging.after(), 2)))
                .stream()
                .filter(decision -> decision.graph() == graph)
                .map(DecisionView::key)
                .toList());
    assertThat(keys).containsExactly("c", "b", "a");
    farm.project().cancel(graph, null);
  }

  @Test
  void whoMayNotDecideIsToldWhoMay() throws Exception {
    long graph = submit("sign: {breakpoint: {approvers: [group:release]}}");
    assertThatThrownBy(() -> farm.project().decide(graph, "sign", true, null, null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(403);
              assertThat(e.problem().detail()).contains("group:release may");
            });
    refused("forbidden", () -> farm.project().decisionToken(graph, "sign"));
    farm.project().addToGroup("release", "admin");
    assertThat(farm.project().groups().items())
        .contains(new GroupView("release", List.of("admin")));
    assertThat(farm.project().decide(graph, "sign", false, "no", null).changed())
        .containsEntry(JobState.FAILED, 1);
    assertThat(farm.project().job(graph, "sign").why()).isEqualTo("rejected by admin: no");
    farm.project().removeFromGroup("release", "admin");
    assertThat(farm.project().groups().items()).isEmpty();
  }

  @Test
  void aProgramDecidesByATokenWithoutOtherCredentials() throws Exception {
    long graph = submit(RELEASE);
    DecisionToken token = farm.project().decisionToken(graph, "sign");
    assertThat(token.url()).isEqualTo("/api/v1/decisions/" + token.token());
    try (FarmClient anyone =
        FarmClient.at(farm.url())
            .retries(Retries.NONE)
            .listener(ContractChecker.published().failing())
            .build()) {
      refused("no-such-decision", () -> anyone.decide("x", DecisionVerdict.APPROVED, null));
      assertThat(anyone.decide(token.token(), DecisionVerdict.APPROVED, "ok").changed())
          .containsEntry(JobState.SUCCEEDED, 1);
      refused("wrong-state", () -> anyone.decide(token.token(), DecisionVerdict.REJECTED, null));
    }
    assertThat(farm.project().job(graph, "sign").why()).isEqualTo("approved by admin: ok");
    refused("wrong-state", () -> farm.project().decisionToken(graph, "sign"));
    farm.project().cancel(graph, null);
  }

  @Test
  void aLatchIsClosedAndOpened() throws Exception {
    assertThat(farm.project().setLatch("trunk", false, "red").reason()).isEqualTo("red");
    assertThat(farm.project().latches().items())
        .anyMatch(latch -> latch.name().equals("trunk") && !latch.open());
    long graph = submit("land: {breakpoint: {latch: trunk}}");
    JobDetail land = asked(graph, "land");
    assertThat(land.why()).startsWith("waits for the latch trunk, closed by admin at ");
    refused(
        "latch-closed",
        () -> farm.submit("croft: 1\nname: x\nlatch: trunk\njobs: {a: {notify: hello}}"));
    farm.project().setLatch("trunk", true, null);
    await(() -> farm.project().job(graph, "land").view().state(), JobState.SUCCEEDED::equals);
    assertThat(farm.project().job(graph, "land").why())
        .isEqualTo("went on by itself: the latch trunk is open");
  }

  @Test
  void whatWaitsForATimeOrAGraphSaysSo() throws Exception {
    long graph =
        submit(
            """
            timer: {timer: {at: 2099-01-01T00:00:00Z}}
            inner: {graph: {file: {croft: 1, name: i, jobs: {t: {timer: 1h}}}}}
            tell: {notify: hello}
            """);
    assertThat(asked(graph, "timer").why()).isEqualTo("waits until 2099-01-01T00:00:00Z");
    JobDetail inner =
        await(
            () -> farm.project().job(graph, "inner"),
            job -> !job.decisions().isEmpty() && job.decisions().getFirst().child() != null);
    Long child = inner.decisions().getFirst().child();
    assertThat(inner.why()).isEqualTo("waits for the end of graph " + child);
    assertThat(farm.project().graph(child == null ? 0 : child).author()).isEqualTo("admin");
    await(() -> farm.project().job(graph, "tell").view().state(), JobState.SUCCEEDED::equals);
    farm.project().cancel(graph, null);
    await(
        () -> farm.project().graph(child == null ? 0 : child).state().text(), "cancelled"::equals);
  }
}
