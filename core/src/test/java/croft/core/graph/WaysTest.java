package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ways through graphs: ranks, reach, order. */
class WaysTest {
  /** A diamond: a before b and c, both before d; e comes after d without needing it. */
  private static JobGraph diamond() {
    var builder = new JobGraph.Builder();
    for (int job = 0; job < 5; job++) {
      builder.job();
    }
    return builder
        .edge(0, 1, EdgeRule.NEEDS_SUCCESS)
        .edge(0, 2, EdgeRule.BARRIER)
        .edge(1, 3, EdgeRule.NEEDS_SUCCESS)
        .edge(2, 3, EdgeRule.NEEDS_SUCCESS)
        .edge(3, 4, EdgeRule.AFTER)
        .build();
  }

  @Test
  void theRankIsTheLongestWayToTheEnd() {
    assertThat(Ranks.longestPaths(diamond(), new long[] {1, 10, 20, 5, 2}))
        .containsExactly(28, 17, 27, 7, 2);
  }

  @Test
  void whatFollowsIsReachedByNeedsAndBarriersButNotByOrder() {
    assertThat(Reach.downstream(diamond(), new int[] {0}, job -> true))
        .containsExactly(false, true, true, true, false);
    assertThat(Reach.downstream(diamond(), new int[] {0}, job -> job != 1))
        .containsExactly(false, false, true, true, false);
    assertThat(Reach.downstream(diamond(), new int[] {0, 1}, job -> true)[1]).isTrue();
  }

  @Test
  void whatIsWaitedForIsReachedByAnyEdgeAndWhatIsNeededByNeeds() {
    JobGraph graph = diamond();
    JobGraph.Incoming incoming = graph.incoming();
    assertThat(Reach.ancestors(graph, incoming, 4)).containsExactly(true, true, true, true, false);
    assertThat(Reach.needed(graph, incoming, 4)).containsExactly(false, false, false, false, false);
    assertThat(Reach.needed(graph, incoming, 3)).containsExactly(true, true, true, false, false);
    assertThat(Reach.needed(graph, incoming, 2)).containsExactly(false, false, false, false, false);
  }

  @Test
  void edgesAreFoundFromBothSides() {
    JobGraph graph = diamond();
    assertThat(graph.edges()).isEqualTo(5);
    assertThat(graph.dependents(0)).isEqualTo(2);
    assertThat(graph.edgeBetween(3, 0)).isEqualTo(-1);
    assertThat(graph.rule(graph.edgeBetween(0, 2))).isEqualTo(EdgeRule.BARRIER);
    JobGraph.Incoming incoming = graph.incoming();
    for (int job = 0; job < graph.size(); job++) {
      for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
        assertThat(graph.edgeBetween(incoming.source(slot), job)).isEqualTo(incoming.edge(slot));
      }
    }
  }

  @Test
  void everyJobComesAfterWhatItWaitsFor() {
    JobGraph graph = diamond();
    for (int job = 0; job < graph.size(); job++) {
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        assertThat(graph.position(graph.target(edge))).isGreaterThan(graph.position(job));
      }
    }
  }
}
