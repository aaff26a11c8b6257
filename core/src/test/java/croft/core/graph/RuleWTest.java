package croft.core.graph;

import static croft.core.job.JobState.BLOCKED;
import static croft.core.job.JobState.HELD;
import static croft.core.job.JobState.READY;
import static croft.core.job.JobState.SKIPPED;
import static croft.core.job.JobState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import org.junit.jupiter.api.Test;

class RuleWTest {
  private record Row(int need, int open, int flags, JobState state) {}

  private static final Row[] TABLE = {
    new Row(0, 0, 0, READY),
    new Row(-1, 0, 0, READY),
    new Row(-2, 3, 0, READY),
    new Row(0, 0, JobFlags.HOLD, HELD),
    new Row(0, 0, JobFlags.BREAKPOINT, HELD),
    new Row(0, 0, JobFlags.ALLOW_FAILURE | JobFlags.FINALIZER, READY),
    new Row(0, 1, JobFlags.JOIN, SUCCEEDED),
    new Row(-1, 0, JobFlags.JOIN, SUCCEEDED),
    new Row(1, 0, 0, SKIPPED),
    new Row(2, 1, 0, SKIPPED),
    new Row(1, 0, JobFlags.HOLD, SKIPPED),
    new Row(1, 0, JobFlags.JOIN, SKIPPED),
    new Row(1, 1, 0, BLOCKED),
    new Row(1, 2, 0, BLOCKED),
    new Row(3, 3, JobFlags.HOLD, BLOCKED),
    new Row(1, 1, JobFlags.JOIN, BLOCKED),
  };

  @Test
  void needAndOpenSayWhereAWaitingJobStands() {
    for (Row row : TABLE) {
      assertThat(RuleW.state(row.need, row.open, row.flags)).as("%s", row).isEqualTo(row.state);
    }
  }
}
