package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import org.junit.jupiter.api.Test;

class GraphRunTest {
  @Test
  void aJobBecomesReadyWhenAllThatItNeedsSucceeded() {
    var graph = new GraphText("a -> c, b -> c");
    assertThat(graph.states()).isEqualTo("a=ready c=blocked b=ready");
    assertThat(graph.ends("a=succeeded").states()).isEqualTo("a=succeeded c=blocked b=ready");
    assertThat(graph.ends("b=succeeded").states()).isEqualTo("a=succeeded c=ready b=succeeded");
  }

  @Test
  void aFailureSkipsAllThatNeedsItToTheEndOfTheChain() {
    var graph = new GraphText("fetch -> build -> test -> report").ends("fetch=failed");
    assertThat(graph.states()).isEqualTo("fetch=failed build=skipped test=skipped report=skipped");
    assertThat(graph.run().graphState()).isEqualTo(GraphState.FAILED);
  }

  @Test
  void aSkipUndoesItselfWhenItsCauseIsRunAgain() {
    var graph = new GraphText("a -> b -> c").ends("a=failed").rerun("a", false);
    assertThat(graph.states()).isEqualTo("a=ready b=blocked c=blocked");
    assertThat(graph.run().graphState()).isEqualTo(GraphState.RUNNING);
  }

  @Test
  void anAllowedFailureSatisfiesAsSuccessWould() {
    var graph = new GraphText("a! -> b, a -x> c").ends("a=failed");
    assertThat(graph.states()).isEqualTo("a=failed b=ready c=skipped");
  }

  @Test
  void aWaiverLetsDependentsRunAndANewAttemptClearsIt() {
    var graph = new GraphText("a -> b").ends("a=failed");
    assertThat(graph.run().waive(graph.job("a"), true)).isTrue();
    assertThat(graph.states()).isEqualTo("a=failed b=ready");
    graph.rerun("a", false).ends("a=failed");
    assertThat(graph.states()).isEqualTo("a=failed b=skipped");
  }

  @Test
  void conditionsAreSetsOfEnds() {
    var graph = new GraphText("a -x> b, a -.> c, a ~> d").ends("a=succeeded");
    assertThat(graph.states()).isEqualTo("a=succeeded b=skipped c=ready d=ready");
  }

  @Test
  void aJoinNeedsKOfItsMembers() {
    var graph = new GraphText("2 of (a b c) -> d").ends("a=failed b=succeeded");
    assertThat(graph.states()).isEqualTo("a=failed b=succeeded c=ready d=blocked");
    assertThat(graph.ends("c=succeeded").states())
        .isEqualTo("a=failed b=succeeded c=succeeded d=ready");
  }

  @Test
  void aJoinIsSatisfiedOnceAndStaysSoWhenMoreMembersEnd() {
    var graph = new GraphText("1 of (a b c) -> d").ends("a=succeeded d=succeeded b=failed");
    assertThat(graph.ends("c=succeeded").states())
        .isEqualTo("a=succeeded b=failed c=succeeded d=succeeded");
    assertThat(graph.run().isOver()).isTrue();
  }

  @Test
  void anInactiveJobTakesAlongWhatNeedsItButNotWhatOnlyFollowsIt() {
    var graph = new GraphText("a? -> b -> c, a ~> d, 1 of (a x) -> e");
    assertThat(graph.states())
        .isEqualTo("a=inactive b=inactive c=inactive d=ready x=ready e=blocked");
  }

  @Test
  void activatingAJobActivatesWhatItNeeds() {
    var graph = new GraphText("a? -> b -> c");
    assertThat(graph.run().activate(graph.job("b"))).isTrue();
    assertThat(graph.states()).isEqualTo("a=ready b=blocked c=inactive");
  }

  @Test
  void aFinalizerRunsWhenNothingElseIsUnfinishedWhateverTheOutcome() {
    var graph = new GraphText("a -> b, f$").ends("a=failed");
    assertThat(graph.states()).isEqualTo("a=failed b=skipped f=ready");
    assertThat(graph.run().isOver()).isFalse();
    assertThat(graph.ends("f=succeeded").run().graphState()).isEqualTo(GraphState.FAILED);
  }

  @Test
  void aFinalizerGoesAgainAtTheNextEnding() {
    var graph = new GraphText("a, f$").ends("a=failed f=succeeded").rerun("a", false);
    assertThat(graph.states()).isEqualTo("a=ready f=blocked");
    assertThat(graph.ends("a=succeeded").states()).isEqualTo("a=succeeded f=ready");
  }

  @Test
  void aFinalizerIsSkippedWhenNothingEverEnded() {
    assertThat(new GraphText("a?, f$").states()).isEqualTo("a=inactive f=skipped");
  }

  @Test
  void theFirstCancelSparesFinalizersAndTheSecondStopsThem() {
    var graph = new GraphText("a -> b, f$");
    assertThat(graph.run().cancelAll()).isEqualTo(2);
    assertThat(graph.states()).isEqualTo("a=cancelled b=cancelled f=ready");
    assertThat(graph.run().cancelAll()).isEqualTo(1);
    assertThat(graph.states()).isEqualTo("a=cancelled b=cancelled f=cancelled");
  }

  @Test
  void aRunningJobIsNotMovedByACancelButLeavesARequest() {
    var graph = new GraphText("a -> b");
    graph.run().claim(graph.job("a"));
    assertThat(graph.run().cancel(graph.job("a"))).isTrue();
    assertThat(graph.states()).isEqualTo("a=running b=blocked");
    assertThat(JobFlags.has(graph.run().flags(graph.job("a")), JobFlags.CANCEL)).isTrue();
    graph.run().end(graph.job("a"), JobState.CANCELLED);
    assertThat(graph.states()).isEqualTo("a=cancelled b=skipped");
  }

  @Test
  void aRerunWithWhatFollowsSparesWhatOnlyComesAfter() {
    var graph =
        new GraphText("a -> b -> c, a ~> d")
            .ends("a=succeeded b=succeeded c=succeeded d=succeeded");
    assertThat(graph.rerun("a", true).states())
        .isEqualTo("a=ready b=blocked c=blocked d=succeeded");
  }

  @Test
  void aRerunMarksWhatStartedFromItAsStale() {
    var graph = new GraphText("a -> b").ends("a=succeeded b=succeeded").rerun("a", false);
    assertThat(graph.states()).isEqualTo("a=ready b=succeeded");
    assertThat(JobFlags.has(graph.run().flags(graph.job("b")), JobFlags.STALE)).isTrue();
  }

  @Test
  void aBreakpointHoldsUntilItIsDecidedAndAsksAgain() {
    var graph = new GraphText("a -> ok* -> b").ends("a=succeeded");
    assertThat(graph.states()).isEqualTo("a=succeeded ok=held b=blocked");
    assertThat(graph.run().decide(graph.job("ok"), JobState.SUCCEEDED)).isTrue();
    assertThat(graph.states()).isEqualTo("a=succeeded ok=succeeded b=ready");
    graph.rerun("a", false).ends("a=succeeded");
    assertThat(graph.states()).isEqualTo("a=succeeded ok=held b=blocked");
  }

  @Test
  void aChainOfAHundredThousandSkipsSettlesInOneGo() {
    var builder = new JobGraph.Builder();
    for (int job = 0; job < 100_000; job++) {
      builder.job();
      if (job > 0) {
        builder.edge(job - 1, job, EdgeRule.NEEDS_SUCCESS);
      }
    }
    GraphRun run = GraphRun.submitted(builder.build(), new int[100_000], new boolean[100_000]);
    run.claim(0);
    run.end(0, JobState.FAILED);
    assertThat(run.count(JobState.SKIPPED)).isEqualTo(99_999);
    assertThat(run.changes().size()).isEqualTo(100_000);
  }

  @Test
  void aCycleIsNamed() {
    var builder = new JobGraph.Builder();
    int a = builder.job();
    int b = builder.job();
    int c = builder.job();
    builder.edge(a, b, EdgeRule.NEEDS_SUCCESS).edge(b, c, EdgeRule.AFTER);
    assertThat(Cycle.find(builder.build())).isEmpty();
    assertThat(Cycle.find(builder.edge(c, b, EdgeRule.AFTER).build())).containsExactly(b, c);
  }
}
