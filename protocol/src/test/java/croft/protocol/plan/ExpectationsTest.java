package croft.protocol.plan;

import static croft.protocol.plan.Plans.graph;
import static croft.protocol.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.GraphSpec;
import croft.protocol.plan.Expected.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of a graph, and what is said when it is not so. */
class ExpectationsTest {
  private static final String JOBS =
      """
      jobs:
        build/linux/debug: {script: x, estimate: 20m, labels: [os=linux], tags: [fast]}
        build/mac/debug: {script: x, estimate: 10m}
        test/linux: {script: x, needs: [build/linux/debug], estimate: 19m}
        release/sign: {script: x, pool: community, needs: [{any: ["test/**"]}]}
        slow: {script: x, active: false, after: [test/linux]}
        go: {breakpoint: true}
      """;

  private static List<Expected> check(String that) {
    GraphSpec graph =
        graph(
            "croft: 1\nname: test\nparameters: {v: {default: 1.10}}\nexpect:\n  - that: >-\n      "
                + that
                + "\n    message: no good\n"
                + JOBS);
    return Expectations.of(graph, plan(graph));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size(jobs) == 6 && name == 'test' && parameters.v == '1.10'",
        "criticalPath < duration('40m')",
        "criticalPath == duration('39m')",
        "matching('build/linux/*').all(b, descendants(b.key).exists(k, k.like('test/**')))",
        "jobs.filter(j, j.pool == 'community').map(j, j.key) == ['release/sign']",
        "job('release/sign').needs == ['test/linux']",
        "job('slow').after == ['test/linux']",
        "!job('slow').active && job('slow').level == 3",
        "ancestors('release/sign') == ['build/linux/debug', 'test/linux']",
        "ancestors('go') == []",
        "job('go').kind == 'breakpoint' && !has(job('go').estimateSeconds)",
        "job('test/linux').estimateSeconds == 19 * 60",
        "'os=linux' in job('build/linux/debug').labels",
        "job('build/linux/debug').tags == ['fast'] && job('test/linux').face.group == 'test'",
        "jobs.exists_one(j, j.kind == 'breakpoint')",
        "matching('nothing/**')",
      })
  void thisIsSo(String that) {
    assertThat(check(that)).extracting(Expected::fault).containsExactly((String) null);
    assertThat(check(that)).extracting(Expected::verdict).containsExactly(Verdict.MET);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "criticalPath < duration('30m')|[]",
        "matching('build/**').filter(b, !descendants(b.key).exists(k, k.like('test/**')))|[build/mac/debug]",
        "matching('release/**').filter(j, j.pool == 'community').map(j, j.key)|[release/sign]",
      })
  void thisIsNotSo(String that, String offending) {
    Expected expected = check(that).getFirst();
    assertThat(expected.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(expected.offending()).asString().isEqualTo(offending);
    assertThat(expected.message()).isEqualTo("no good");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size(jobs|missing ')' at '<EOF>' (line 1, character 10 of the expression)",
        "job.key == 'x'|undeclared reference to 'job'",
        "size(jobz) > 1|undeclared reference to 'jobz'",
        "job('nothing').active|there is no job \"nothing\"",
        "jobs.all(j, j.colour == 'red')|key 'colour' is not present",
        "name|neither true or false nor a list",
        "[1,2,3].all(a, [1,2].all(b, a))|found no matching overload",
      })
  void thisIsNoExpression(String that, String fault) {
    Expected expected = check(that).getFirst();
    assertThat(expected.verdict()).isEqualTo(Verdict.FAULTY);
    assertThat(expected.fault()).contains(fault);
    assertThat(expected.place()).isEqualTo("5:11 expect[0].that");
  }

  @Test
  void anExpressionThatAsksForTooMuchIsGivenUp() {
    String ten = "[0,1,2,3,4,5,6,7,8,9]";
    String that = "true";
    for (int i = 0; i < 8; i++) {
      that = ten + ".all(x" + i + ", " + that + ")";
    }
    Expected expected = check(that).getFirst();
    assertThat(expected.verdict()).isEqualTo(Verdict.FAULTY);
    assertThat(expected.fault()).containsIgnoringCase("iteration");
  }
}
