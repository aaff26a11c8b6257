package croft.protocol.plan;

import static croft.protocol.plan.Plans.graph;
import static croft.protocol.plan.Plans.jobs;
import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.plan.Difference.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about two graphs that differ. */
class ComparisonTest {
  @Test
  void aGraphIsNoDifferentFromItselfHoweverItIsOrdered() {
    var one = jobs("a: {script: x}\nb: {needs: [a], script: y}");
    var two = jobs("b: {script: y, needs: a}\na: {script: x}");
    assertThat(Comparison.of(one, two).isEmpty()).isTrue();
  }

  @Test
  void jobsAreComparedFieldByField() {
    var before =
        jobs(
            """
            a: {script: x, env: {A: 1, B: 2}, timeout: 20m, pool: p, tags: [t]}
            gone: {script: x}
            go: {breakpoint: {approvers: ["user:a"]}}
            """);
    var after =
        jobs(
            """
            new: {script: x, needs: [a]}
            a: {script: y, env: {B: 3, C: 4}, timeout: 1h30m, pool: p, active: false, barrier: true}
            go: {breakpoint: {approvers: ["user:a", "group:b"], timeout: 1h}}
            """);
    Difference difference = Comparison.of(before, after);
    assertThat(difference.added()).containsExactly("new");
    assertThat(difference.removed()).containsExactly("gone");
    assertThat(difference.changed())
        .containsExactly(
            new Difference.Changed(
                "a",
                List.of(
                    new Field("script", "x", "y"),
                    new Field("env.A", "1", null),
                    new Field("env.B", "2", "3"),
                    new Field("env.C", null, "4"),
                    new Field("timeout", "20m", "1h30m"),
                    new Field("tags", "[t]", "[]"),
                    new Field("active", "true", "false"),
                    new Field("barrier", null, "true"))),
            new Difference.Changed(
                "go",
                List.of(
                    new Field(
                        "breakpoint",
                        "approvers: [user:a], timeout: none, onTimeout: fail, notAuthor: false,"
                            + " latch: none, message: \"\"",
                        "approvers: [user:a, group:b], timeout: 1h, onTimeout: fail,"
                            + " notAuthor: false, latch: none, message: \"\""))));
    assertThat(difference.edgesAdded()).isEmpty();
  }

  @Test
  void dependenciesOfJobsThatBothHaveAreCompared() {
    var before = jobs("a: {script: x}\nb: {script: x, needs: [a]}\nc: {script: x, needs: [a, b]}");
    var after =
        jobs(
            """
            a: {script: x}
            b: {script: x, needs: [{job: a, on: ran}]}
            c: {script: x, needs: [a, {any: [a, b]}]}
            """);
    Difference difference = Comparison.of(before, after);
    assertThat(difference.edgesAdded().stream().map(e -> e.job() + " " + e.waitsFor().text()))
        .containsExactly("b a?ran", "c 1 of a, b");
    assertThat(difference.edgesRemoved().stream().map(e -> e.job() + " " + e.waitsFor().text()))
        .containsExactly("b a", "c b");
    assertThat(difference.changed()).isEmpty();
  }

  @Test
  void theGraphItselfIsComparedToo() {
    var before = graph("croft: 1\nname: x\nparameters: {v: {default: 1}}\njobs: {a: {notify: hi}}");
    var after = graph("croft: 1\nname: x\nparameters: {v: {default: 2}}\njobs: {a: {notify: ho}}");
    Difference difference = Comparison.of(before, after);
    assertThat(difference.graph()).containsExactly(new Field("parameters.v", "1", "2"));
    assertThat(difference.changed())
        .containsExactly(new Difference.Changed("a", List.of(new Field("notify", "hi", "ho"))));
  }
}
