package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChangeListTest {
  /** What changed, as {@code job:before->after}. */
  private static String changes(GraphRun run) {
    TreeMap<Integer, String> changes = new TreeMap<>();
    for (int index = 0; index < run.changes().size(); index++) {
      int job = run.changes().job(index);
      changes.put(
          job, job + ":" + run.changes().stateBefore(index).text() + "->" + run.state(job).text());
    }
    return String.join(" ", changes.values());
  }

  @Test
  void severalEventsAreOneChangeForEachJob() {
    GraphRun run = new GraphText("a -> b -> c").run();
    run.claim(0);
    run.end(0, JobState.SUCCEEDED);
    assertThat(changes(run)).isEqualTo("0:ready->succeeded 1:blocked->ready");
    run.clearChanges();
    assertThat(run.changes().size()).isZero();
    run.claim(1);
    run.end(1, JobState.FAILED);
    assertThat(changes(run)).isEqualTo("1:ready->failed 2:blocked->skipped");
  }

  @Test
  void aJobOfWhichOnlyCountersChangedIsNamedToo() {
    GraphRun run = new GraphText("a -> c, b -> c").run();
    run.claim(0);
    run.end(0, JobState.SUCCEEDED);
    assertThat(changes(run)).isEqualTo("0:ready->succeeded 1:blocked->blocked");
    assertThat(run.need(1)).isEqualTo(1);
    assertThat(run.open(1)).isEqualTo(1);
  }

  @Test
  void theFlagsThatAJobHadAreKept() {
    GraphRun run = new GraphText("a -> b").run();
    run.hold(0, true);
    run.hold(0, false);
    run.hold(0, true);
    assertThat(run.changes().size()).isEqualTo(1);
    assertThat(run.changes().flagsBefore(0)).isZero();
    assertThat(run.flags(0)).isEqualTo(JobFlags.HOLD);
    assertThat(changes(run)).isEqualTo("0:ready->held");
  }

  @Test
  void whatIsRefusedChangesNothing() {
    GraphRun run = new GraphText("a -> b").run();
    assertThat(run.claim(1)).isFalse();
    assertThat(run.activate(0)).isFalse();
    assertThat(run.waive(0, true)).isFalse();
    assertThat(run.decide(0, JobState.SUCCEEDED)).isFalse();
    assertThat(run.changes().size()).isZero();
  }
}
