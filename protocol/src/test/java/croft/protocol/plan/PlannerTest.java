package croft.protocol.plan;

import static croft.protocol.plan.Plans.inactive;
import static croft.protocol.plan.Plans.jobs;
import static croft.protocol.plan.Plans.levels;
import static croft.protocol.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** In what order jobs run, which do not, and how long it takes. */
class PlannerTest {
  @Test
  void aJobIsOneLevelBehindTheLastOfThoseItWaitsFor() {
    assertThat(
            levels(
                plan(
                    jobs(
                        """
                        report: {needs: [test, lint], script: x}
                        test: {needs: [build], script: x}
                        build: {script: x}
                        lint: {after: [build], script: x}
                        docs: {script: x}
                        """))))
        .isEqualTo("build docs | test lint | report");
  }

  @Test
  void barriersComeBeforeAllButTheirAncestorsAndFinalizersAtTheEnd() {
    Plan plan =
        plan(
            jobs(
                """
                report: {finally: true, script: x}
                mail: {finally: true, needs: [report], script: x}
                build: {script: x}
                smoke: {barrier: true, needs: [prepare], script: x}
                prepare: {script: x}
                """));
    assertThat(levels(plan)).isEqualTo("prepare | smoke | build | report | mail");
    assertThat(plan.levels()).isEqualTo(5);
  }

  @Test
  void whatNeedsAnInactiveJobIsInactiveToo() {
    Plan plan =
        plan(
            jobs(
                """
                fuzz: {active: false, script: x}
                report: {needs: [fuzz], script: x}
                mail: {needs: [report], script: x}
                later: {after: [mail], script: x}
                some: {needs: [{any: [fuzz, later]}], script: x}
                both: {needs: [{atLeast: 2, of: [fuzz, later]}], script: x}
                """));
    assertThat(inactive(plan))
        .containsExactly(
            "fuzz: active: false",
            "report: needs fuzz, which is inactive",
            "both: only 1 of the 2 jobs that it needs of 2 are active",
            "mail: needs report, which is inactive");
    assertThat(plan.inactive()).isEqualTo(4);
    // What is inactive is not waited for: later starts at once.
    assertThat(levels(plan)).isEqualTo("fuzz later | report some both | mail");
  }

  @Test
  void anInactiveBarrierHoldsNothingUp() {
    assertThat(levels(plan(jobs("a: {script: x}\nb: {barrier: true, active: false, script: x}\n"))))
        .isEqualTo("a b");
  }

  @Test
  void theCriticalPathIsTheLongestByEstimates() {
    Plan plan =
        plan(
            jobs(
                """
                a: {script: x, estimate: 10s}
                b: {script: x, estimate: 5s, needs: [a]}
                c: {script: x, estimate: 7s, needs: [a]}
                wait: {timer: 1m}
                off: {active: false, estimate: 10h, script: x}
                d: {script: x, needs: [b, c]}
                e: {needs: [{any: [d, wait]}], script: x, estimate: 1500ms}
                """));
    assertThat(plan.criticalPath()).isEqualTo(new Plan.CriticalPath(60, List.of("wait"), 5));
    assertThat(plan.jobs().stream().filter(job -> job.key().equals("e")).findFirst().orElseThrow())
        .satisfies(e -> assertThat(e.startSeconds()).isEqualTo(17))
        .satisfies(e -> assertThat(e.estimateSeconds()).isEqualTo(2));
  }

  @Test
  void jobsThatWaitForEachOtherAreNamed() {
    assertThat(
            Planner.plan(
                jobs(
                    """
                    ok: {script: x}
                    a: {needs: [c, ok], script: x}
                    b: {needs: [{any: [a]}], script: x}
                    c: {needs: [b], script: x}
                    d: {needs: [c], script: x}
                    """)))
        .isInstanceOfSatisfying(
            Planner.Planned.Cyclic.class,
            cyclic -> {
              assertThat(cyclic.count()).isEqualTo(3);
              assertThat(cyclic.keys()).containsExactlyInAnyOrder("a", "b", "c");
              String around = String.join("", cyclic.keys()).repeat(2);
              assertThat(around).as("each waits for the one before it").contains("abc");
            });
  }

  @Test
  void edgesAreShownAsTheFileHasThem() {
    Plan plan =
        plan(
            jobs(
                """
                a: {script: x}
                b: {script: x, needs: [{job: a, on: failed}]}
                c: {script: x, after: [a], needs: [{atLeast: 2, of: [a, b]}, {graph: 7, job: k}]}
                """));
    assertThat(
            plan.jobs().stream()
                .map(job -> job.waitsFor().stream().map(PlannedEdge::text).toList().toString()))
        .containsExactly("[]", "[a?failed]", "[~a, 2 of a, b, graph 7 k]");
    assertThat(plan.dependencies()).isEqualTo(5);
  }
}
