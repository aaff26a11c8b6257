package croft.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The graph of these tests: test → sign → deploy → check, and aside → deploy, and other alone. */
class EvidenceTest {
  private static final int TEST = 0;
  private static final int SIGN = 1;
  private static final int DEPLOY = 2;
  private static final int CHECK = 3;
  private static final int ASIDE = 4;

  private static Evidence evidence(int changed, @Nullable EdgeRule checkRule) {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < 6; job++) {
      builder.job();
    }
    builder.edge(TEST, SIGN, EdgeRule.NEEDS_SUCCESS);
    builder.edge(SIGN, DEPLOY, EdgeRule.NEEDS_SUCCESS);
    builder.edge(ASIDE, DEPLOY, EdgeRule.NEEDS_SUCCESS);
    if (checkRule != null) {
      builder.edge(DEPLOY, CHECK, checkRule);
    }
    @Nullable String[] definitions = {"a", "a", "a", "a", "a", "a"};
    if (changed >= 0) {
      definitions[changed] = "changed";
    }
    return new Evidence(builder.build(), _ -> 0, definitions);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true", // what it waits for does something else
    "1, true", // it asks something else
    "2, true", // what follows does
    "3, true", // what follows that
    "4, false", // what else that needs
    "5, false", // something else
  })
  void definitionsBeforeAndBehindAreCovered(int changed, boolean covered) {
    String before = evidence(-1, EdgeRule.NEEDS_SUCCESS).covers(SIGN);
    String after = evidence(changed, EdgeRule.NEEDS_SUCCESS).covers(SIGN);
    assertThat(after.equals(before)).isEqualTo(!covered);
  }

  @Test
  void edgesBehindAreCovered() {
    String before = evidence(-1, EdgeRule.NEEDS_SUCCESS).covers(SIGN);
    assertThat(evidence(-1, EdgeRule.AFTER).covers(SIGN)).isNotEqualTo(before);
    assertThat(evidence(-1, null).covers(SIGN)).isNotEqualTo(before);
  }

  @Test
  void attemptsOfWhatItWaitsForAreInTheDigestOnly() {
    Evidence evidence = evidence(-1, EdgeRule.NEEDS_SUCCESS);
    String covers = evidence.covers(SIGN);
    String first = evidence.digest(SIGN, covers, _ -> 1);
    assertThat(evidence.digest(SIGN, covers, job -> job == TEST ? 2 : 1)).isNotEqualTo(first);
    assertThat(evidence.digest(SIGN, covers, job -> job == DEPLOY ? 2 : 1)).isEqualTo(first);
  }

  @Test
  void aJoinIsDescribedByWhatIsInIt() {
    assertThat(joined(1, false)).isEqualTo(joined(1, true)).isNotEqualTo(joined(2, false));
  }

  /** sign → join(k of other, sign) → deploy; with an unused join of a lower number if asked. */
  private static String joined(int k, boolean unused) {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < 4; job++) {
      builder.job();
    }
    if (unused) {
      builder.join(1);
    }
    int join = builder.join(k);
    builder.edge(SIGN, join, EdgeRule.NEEDS_SUCCESS);
    builder.edge(CHECK, join, EdgeRule.NEEDS_SUCCESS);
    builder.edge(join, DEPLOY, EdgeRule.NEEDS_SUCCESS);
    JobGraph graph = builder.build();
    @Nullable String[] definitions = new String[graph.size()];
    java.util.Arrays.fill(definitions, 0, 4, "a");
    return new Evidence(graph, job -> job < 4 ? 0 : JobFlags.JOIN, definitions).covers(SIGN);
  }
}
