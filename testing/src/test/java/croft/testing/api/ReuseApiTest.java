package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.client.Submission;
import croft.protocol.json.Digest;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.EventView;
import croft.protocol.wire.GraphColumns;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.ReusedFrom;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Jobs that opt in take the results of equal ones. */
class ReuseApiTest {
  @AutoClose private static final ApiServer farm = new ApiServer();

  private long last;

  /** A name of its own for each test, so that they take nothing from each other. */
  private static String file(String name, String more) {
    return """
        croft: 1
        name: %1$s
        parameters: {mode: {default: fast}}
        jobs:
          %1$s: {script: make %1$s, outputs: [app.zip], reuse: true%2$s}
          %1$s-test: {needs: [%1$s], script: test %1$s, reuse: true}
        """
        .formatted(name, more);
  }

  private long submit(Submission submission) throws Exception {
    last = farm.project().submit(submission).graph().graph();
    return last;
  }

  private long submit(String yaml) throws Exception {
    return submit(Submission.yaml(yaml));
  }

  @AfterEach
  void endWhatIsLeft() throws Exception {
    farm.project().cancel(last, null);
  }

  private static JobView is(long graph, String key, JobState state) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      JobView view = farm.project().job(graph, key).view();
      if (view.state() == state) {
        return view;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(key + " is " + view);
      }
      Thread.onSpinWait();
    }
  }

  private static Assignment ends(String key, String output) throws Exception {
    Assignment attempt = farm.claim(key);
    if (!output.isEmpty()) {
      byte[] octets = output.getBytes(StandardCharsets.UTF_8);
      farm.client()
          .putArtifact(
              new AttemptId(attempt.graph(), attempt.job(), attempt.attempt()),
              attempt.nonce(),
              ArtifactKind.OUTPUT,
              "app.zip",
              Digest.of(octets).hex(),
              Content.of(octets));
    }
    farm.client()
        .appendLog(
            new AttemptId(attempt.graph(), attempt.job(), attempt.attempt()),
            attempt.nonce(),
            0,
            Content.of("it ran\n"));
    farm.ends(key, Outcome.SUCCEEDED, 0);
    farm.forget(key);
    return attempt;
  }

  private long ran(String name) throws Exception {
    long graph = submit(file(name, ""));
    ends(name, "zip of " + name);
    ends(name + "-test", "");
    is(graph, name + "-test", JobState.SUCCEEDED);
    return graph;
  }

  @Test
  void anEqualJobTakesTheResultWithItsFilesAndItsLog() throws Exception {
    long first = ran("a");
    long second = submit(file("a", ""));

    JobView test = is(second, "a-test", JobState.SUCCEEDED);
    assertThat(farm.project().graph(second).state()).isEqualTo(GraphState.SUCCEEDED);
    assertThat(test.reusedFrom()).isEqualTo(new ReusedFrom(first, 1, "a-test", 1));
    assertThat(test.reason()).isEqualTo("reused from graph " + first + ", job a-test, attempt 1");
    AttemptView attempt = farm.project().job(second, "a").attempts().getFirst();
    assertThat(attempt.outcome()).isEqualTo(Outcome.REUSED);
    assertThat(attempt.reusedFrom()).isEqualTo(new ReusedFrom(first, 0, "a", 1));
    assertThat(attempt.artifacts()).isEqualTo(1);
    assertThat(attempt.logBytes()).isEqualTo(7);
    assertThat(farm.project().log(second, "a", 1, 0, 100).text()).isEqualTo("it ran\n");
    GraphColumns columns = farm.project().columns(second);
    assertThat(columns.marks()[0] & GraphColumns.MARK_REUSED).isNotZero();
    List<EventView> events = farm.project().events(second, 0, Paging.FIRST.limit()).items();
    assertThat(events).filteredOn(event -> "reuse".equals(event.kind())).hasSize(2);

    // A third one finds the one that ran, not the one that took its result.
    long third = submit(file("a", ""));
    assertThat(is(third, "a", JobState.SUCCEEDED).reusedFrom())
        .extracting(ReusedFrom::graph)
        .isEqualTo(first);
  }

  @Test
  void whatFollowsGetsTheFilesOfTheResultThatWasTaken() throws Exception {
    ran("b");
    long second = submit(file("b", "") + "  deploy: {needs: [b], script: deploy b}\n");
    Assignment deploy = farm.claim("deploy");
    assertThat(deploy.inputs()).hasSize(1);
    assertThat(deploy.inputs().getFirst().sha256())
        .isEqualTo(Digest.of("zip of b".getBytes(StandardCharsets.UTF_8)).hex());
    assertThat(deploy.graph()).isEqualTo(second);
  }

  @Test
  void anotherScriptParameterOrInputIsNotEqual() throws Exception {
    ran("c");
    long env = submit(file("c", ", env: {X: 1}"));
    assertThat(farm.claim("c").graph()).isEqualTo(env);
    // Its output differs, so what follows has another input, though its own definition is the same.
    ends("c", "another zip");
    assertThat(farm.claim("c-test").graph()).isEqualTo(env);
    farm.forget("c-test");
    farm.project().cancel(env, null);

    long parameter = submit(Submission.yaml(file("c", "")).withParameter("mode", "slow"));
    assertThat(farm.claim("c").graph()).isEqualTo(parameter);
    farm.forget("c");
  }

  @Test
  void anEqualInputIsEnoughThoughItWasMadeAnew() throws Exception {
    ran("d");
    long again = submit(file("d", ", env: {X: 1}"));
    ends("d", "zip of d");
    assertThat(is(again, "d-test", JobState.SUCCEEDED).reusedFrom()).isNotNull();
  }

  @Test
  void aReRunRunsAndSoDoesAllThatFollowsIt() throws Exception {
    ran("e");
    long second = submit(file("e", ""));
    is(second, "e-test", JobState.SUCCEEDED);
    farm.project().rerunJob(second, "e", true);
    assertThat(ends("e", "zip of e").graph()).isEqualTo(second);
    assertThat(ends("e-test", "").attempt()).isEqualTo(2);
    JobView view = is(second, "e-test", JobState.SUCCEEDED);
    assertThat(view.reusedFrom()).isNull();
    assertThat(farm.project().job(second, "e").attempts()).hasSize(2);
  }

  @Test
  void aGraphWithoutReuseRunsAllAndLaterOnesMayTakeItsResults() throws Exception {
    ran("f");
    long second = submit(Submission.yaml(file("f", "")).withoutReuse());
    assertThat(ends("f", "zip of f").graph()).isEqualTo(second);
    ends("f-test", "");
    long third = submit(file("f", ""));
    assertThat(is(third, "f", JobState.SUCCEEDED).reusedFrom())
        .extracting(ReusedFrom::graph)
        .isEqualTo(second);
  }

  @Test
  void withoutItsFilesAResultIsNotTaken() throws Exception {
    long first = ran("g");
    farm.database()
        .execute(
            "update artifact set sha256 = decode(repeat('00', 32), 'hex') where graph = " + first);
    long second = submit(file("g", ""));
    assertThat(farm.claim("g").graph()).isEqualTo(second);
    farm.forget("g");
  }

  @Test
  void aFailureIsNotTakenNorThatOfAnotherProjectOrKey() throws Exception {
    long first = submit(file("h", ""));
    farm.claim("h");
    farm.ends("h", Outcome.FAILED, 1);
    farm.forget("h");
    long second = submit(file("h", ""));
    assertThat(ends("h", "zip of h").graph()).isEqualTo(second);
    farm.database()
        .execute(
            "insert into project (name) values ('other')",
            "update reuse_key set project = (select id from project where name = 'other')"
                + " where graph in ("
                + first
                + ", "
                + second
                + ")");
    farm.project().cancel(second, null);
    long third = submit(file("h", ""));
    assertThat(farm.claim("h").graph()).isEqualTo(third);
    farm.forget("h");
  }

  @Test
  void aJobThatAnEditAddsOrReplacesIsLookedUpToo() throws Exception {
    ran("i");
    long other =
        submit("{croft: 1, name: i2, parameters: {mode: {default: fast}}, jobs: {z: {script: z}}}");
    Map<String, Object> job =
        Map.of("script", "make i", "outputs", List.of("app.zip"), "reuse", true);
    farm.project()
        .edit(other, new EditRequest(null, null, List.of(Operation.job(Op.ADD, "i", job))), false);
    assertThat(is(other, "i", JobState.SUCCEEDED).reusedFrom()).isNotNull();
    assertThat(farm.project().revisionFile(other, 2)).contains("\"reuse\" : true");
  }

  @Test
  void jobsThatAddJobsOrCleanUpAlwaysRun() throws Exception {
    String yaml =
        "{croft: 1, name: j, jobs: {j: {script: x, reuse: true}, k: {finally: true, script: y, reuse: true}}}";
    submit(yaml);
    ends("j", "");
    ends("k", "");
    long second = submit(yaml);
    is(second, "j", JobState.SUCCEEDED);
    assertThat(farm.claim("k").graph()).isEqualTo(second);
    farm.forget("k");
  }
}
