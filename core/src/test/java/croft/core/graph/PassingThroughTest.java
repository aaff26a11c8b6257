package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import org.junit.jupiter.api.Test;

/** What a job only passes through inside one event is seen by nobody. */
class PassingThroughTest {
  private static boolean isStale(GraphText graph, String job) {
    return JobFlags.has(graph.run().flags(graph.job(job)), JobFlags.STALE);
  }

  @Test
  void aRerunThatEndsInASkipAgainMakesNothingStale() {
    var graph = new GraphText("a -> b ~> c").ends("a=failed c=succeeded");
    assertThat(graph.rerun("b", false).states()).isEqualTo("a=failed b=skipped c=succeeded");
    assertThat(isStale(graph, "c")).isFalse();
  }

  @Test
  void aRerunThatEndsInASkipAgainDoesNotHaveABreakpointAskAgain() {
    var graph = new GraphText("a -> b ~> ok*").ends("a=failed");
    graph.run().decide(graph.job("ok"), JobState.SUCCEEDED);
    assertThat(graph.rerun("b", false).states()).isEqualTo("a=failed b=skipped ok=succeeded");
  }

  @Test
  void anActivationThatEndsInASkipMakesNothingStale() {
    var graph = new GraphText("a, b? ~> c, a -> b").ends("a=failed c=succeeded");
    graph.run().activate(graph.job("b"));
    assertThat(graph.states()).isEqualTo("a=failed b=skipped c=succeeded");
    assertThat(isStale(graph, "c")).isFalse();
  }

  @Test
  void aJobThatIsToBeTriedAgainIsNotStale() {
    var graph = new GraphText("a -> b").ends("a=succeeded");
    int b = graph.job("b");
    graph.run().claim(b);
    graph.rerun("a", false);
    assertThat(isStale(graph, "b")).isTrue();
    graph.run().retry(b);
    assertThat(graph.states()).isEqualTo("a=ready b=blocked");
    assertThat(isStale(graph, "b")).isFalse();
  }

  @Test
  void aBreakpointThatAsksAgainForgetsItsWaiver() {
    var graph = new GraphText("a -> ok* -> b").ends("a=succeeded");
    int ok = graph.job("ok");
    graph.run().decide(ok, JobState.FAILED);
    graph.run().waive(ok, true);
    graph.rerun("a", false).ends("a=succeeded");
    graph.run().decide(ok, JobState.FAILED);
    assertThat(graph.states()).isEqualTo("a=succeeded ok=failed b=skipped");
  }

  @Test
  void aBreakpointThatWasDecidedToBeSkippedStaysSoWhateverIsHeld() {
    var graph = new GraphText("ok* -> b");
    graph.run().decide(graph.job("ok"), JobState.SKIPPED);
    graph.run().hold(graph.job("ok"), true);
    assertThat(graph.states()).isEqualTo("ok=skipped b=skipped");
  }

  @Test
  void deactivatingAJobTouchesOnlyWhatLacksIt() {
    var graph = new GraphText("a -> b, c -> d").ends("a=succeeded b=succeeded");
    // b started, so it stays when a goes; run again it lacks a, and says so.
    graph.run().rerun(new int[] {graph.job("a")}, false);
    graph.run().deactivate(graph.job("a"));
    assertThat(graph.rerun("b", false).states())
        .isEqualTo("a=inactive b=skipped c=ready d=blocked");
    graph.run().deactivate(graph.job("c"));
    assertThat(graph.states()).isEqualTo("a=inactive b=skipped c=inactive d=inactive");
    graph.run().deactivate(graph.job("c"));
    assertThat(graph.states()).isEqualTo("a=inactive b=skipped c=inactive d=inactive");
  }

  @Test
  void aCancelledFinalizerDoesNotGoAgain() {
    var graph = new GraphText("a, f$").ends("a=failed");
    graph.run().cancelAll();
    assertThat(graph.states()).isEqualTo("a=failed f=cancelled");
    assertThat(graph.rerun("a", false).states()).isEqualTo("a=ready f=cancelled");
  }

  @Test
  void aJoinTakesNoCommands() {
    var graph = new GraphText("1 of (a b) -> c").ends("a=succeeded");
    int join = 0;
    GraphRun run = graph.run();
    assertThat(run.state(join)).isEqualTo(JobState.SUCCEEDED);
    assertThat(run.canRerun(join)).isFalse();
    assertThat(run.hold(join, true)).isFalse();
    assertThat(run.deactivate(join)).isFalse();
    graph.rerun("a", false);
    assertThat(run.state(join)).isEqualTo(JobState.BLOCKED);
    assertThat(run.cancel(join)).isFalse();
    assertThat(run.expire(join)).isFalse();
    assertThat(graph.states()).isEqualTo("a=ready b=ready c=blocked");
  }
}
