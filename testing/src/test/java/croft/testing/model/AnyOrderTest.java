package croft.testing.model;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.Outcome;
import croft.testing.model.SystemUnderTest.Answer;
import croft.testing.model.SystemUnderTest.AttemptReport;
import croft.testing.model.SystemUnderTest.Grant;
import croft.testing.model.SystemUnderTest.JobStanding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When nobody interferes, the order in which attempts start and end does not matter. */
class AnyOrderTest {
  private static final int GRAPHS = 500;
  private static final int ORDERS = 6;

  /** What can happen before a story: everything that a graph can have, but nothing to decide. */
  private static final Set<Feature> FEATURES =
      EnumSet.complementOf(EnumSet.of(Feature.BREAKPOINT, Feature.DRAFT));

  @Test
  void theSameEndsInAnyOrderLeadToTheSameStates() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      FarmGraph graph = new StoryWriter(new Random(seed), FEATURES).graph();
      Map<String, JobStanding> first = runToTheEnd(graph, seed, 0);
      for (int order = 1; order < ORDERS; order++) {
        assertThat(runToTheEnd(graph, seed, order)).as("seed %d%n%s", seed, graph).isEqualTo(first);
      }
    }
  }

  private static Map<String, JobStanding> runToTheEnd(FarmGraph graph, int seed, int order) {
    Random random = new Random(31L * seed + order);
    SystemUnderTest system = GraphRunSystem.kept().submit(graph);
    List<Grant> running = new ArrayList<>();
    while (true) {
      running.addAll(
          system.batch(List.of(), List.of(new Step.Claim(0, random.nextInt(4)))).grants());
      if (running.isEmpty()) {
        running.addAll(system.batch(List.of(), List.of(new Step.Claim(0, 1))).grants());
      }
      if (running.isEmpty()) {
        return system.standing().jobs();
      }
      Grant one = running.remove(random.nextInt(running.size()));
      AttemptReport report =
          new AttemptReport(one.job(), one.attempt(), one.nonce(), end(seed, one));
      assertThat(system.batch(List.of(report), List.of()).answers())
          .containsExactly(Answer.ACCEPTED);
    }
  }

  /** How this attempt of this job ends, in whatever order. */
  private static Outcome end(int seed, Grant attempt) {
    Outcome[] ends = {
      new Outcome.Succeeded(),
      new Outcome.Succeeded(),
      new Outcome.Failed(1),
      new Outcome.TimedOut(),
      new Outcome.WorkerStopped(),
      new Outcome.Cancelled(),
    };
    Random random = new Random(1_000L * seed + 7L * attempt.job().hashCode() + attempt.attempt());
    random.nextInt();
    return ends[random.nextInt(ends.length)];
  }
}
