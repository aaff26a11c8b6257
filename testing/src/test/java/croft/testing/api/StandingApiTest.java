package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Commands.SetStanding;
import croft.protocol.wire.Standing;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.WorkerView;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Workers that people keep from work, over HTTP. */
class StandingApiTest {
  @AutoClose private final ApiServer server = new ApiServer();

  private static SetStanding drain(String reason) {
    return new SetStanding(Standing.DRAINING, reason, null);
  }

  private WorkerView worker() throws Exception {
    return server.client().workers().items().getFirst();
  }

  @Test
  void aWorkerIsDrainedWithAReasonAndReleased() throws Exception {
    assertThat(server.claimWithin(1, Duration.ZERO)).isEmpty();
    assertThat(worker().standing()).isNull();
    assertThat(server.client().standings().items()).isEmpty();

    StandingView drained = server.client().setStanding("w1", drain(" new memory "));
    assertThat(drained.standing()).isEqualTo(Standing.DRAINING);
    assertThat(drained.reason()).isEqualTo("new memory");
    assertThat(drained.author()).isEqualTo("admin");
    assertThat(worker().standing()).isEqualTo(drained);
    assertThat(server.client().standings().items()).containsExactly(drained);
    long graph = server.submit("croft: 1\nname: g\njobs: {a: {script: x}}").graph();
    assertThat(server.claimWithin(1, Duration.ofMillis(100))).isEmpty();
    assertThat(server.project().job(graph, "a").why())
        .isEqualTo("ready, but the workers that could run it are draining or quarantined");
    assertThat(server.client().pools().items().getFirst().causes().getFirst().cause())
        .isEqualTo("the workers that could run them are draining or quarantined");

    server.client().setStanding("w1", new SetStanding(Standing.ACTIVE, null, null));
    assertThat(worker().standing()).isNull();
    assertThat(server.claim(1)).containsKey("a");
    assertThat(server.client().standingChanges("w1").items())
        .extracting(StandingView::standing, StandingView::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Standing.ACTIVE, ""),
            org.assertj.core.groups.Tuple.tuple(Standing.DRAINING, "new memory"));
  }

  @Test
  void aRepeatChangesNothingNotEvenSinceWhen() throws Exception {
    server.claimWithin(1, Duration.ZERO);
    Instant since = server.client().setStanding("w1", drain("memory")).changedAt();
    assertThat(server.client().setStanding("w1", drain("memory")).changedAt()).isEqualTo(since);
    assertThat(server.client().standingChanges("w1").items()).hasSize(1);
  }

  @Test
  void onlySoManyChangesOfAWorkerAreKept() throws Exception {
    server.claimWithin(1, Duration.ZERO);
    for (int i = 0; i < 105; i++) {
      server.client().setStanding("w1", drain("reason " + i));
    }
    assertThat(server.client().standingChanges("w1").items())
        .hasSize(100)
        .first()
        .returns("reason 104", StandingView::reason);
    assertThat(server.number("select count(*) from worker_standing_change")).isEqualTo(100);
  }

  @Test
  void aWorkerThatNobodyKnowsIsNotFound() {
    assertThatThrownBy(() -> server.client().setStanding("w9", drain("typed wrongly")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NO_SUCH_WORKER.uri()));
    assertThatThrownBy(() -> server.client().standingChanges("w9"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void keepingOneFromWorkNeedsAReason() throws Exception {
    server.claimWithin(1, Duration.ZERO);
    for (String body :
        new String[] {
          "{\"standing\": \"draining\"}",
          "{\"standing\": \"quarantined\", \"reason\": \"  \"}",
          "{\"standing\": \"gone\", \"reason\": \"x\"}",
          "{\"standing\": \"active\", \"requeue\": true}",
          "{}"
        }) {
      HttpResponse<String> answer =
          server.send(
              server
                  .request("/api/v1/standings/w1")
                  .header("Content-Type", "application/json")
                  .PUT(HttpRequest.BodyPublishers.ofString(body)));
      assertThat(answer.statusCode()).as(body + answer.body()).isEqualTo(400);
    }
    assertThat(worker().standing()).isNull();
  }
}
