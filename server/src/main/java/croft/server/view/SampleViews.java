package croft.server.view;

import croft.core.rate.Rate;
import croft.protocol.json.Digest;
import croft.protocol.wire.FailureRate;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.JobRate;
import croft.protocol.wire.SampleUntil;
import croft.protocol.wire.SampleView;
import croft.store.query.SampleQueries.JobTally;
import croft.store.query.SampleQueries.SampleRow;
import croft.store.query.SampleQueries.Tally;
import org.jspecify.annotations.Nullable;

/** Samples as the API shows them. */
public final class SampleViews {
  private SampleViews() {}

  public static SampleView view(SampleRow row) {
    return new SampleView(
        row.graph(),
        GraphState.parse(row.state()),
        row.times(),
        row.untilFailure() ? SampleUntil.FAILURE : null,
        row.attempt(),
        new Digest(row.digest()),
        row.author(),
        row.reason(),
        row.createdAt(),
        row.unfinished(),
        rate(row.failed(), row.succeeded() + row.failed()));
  }

  public static JobRate view(JobTally row) {
    return new JobRate(row.job(), rate(row.tally().failed(), row.tally().ended()));
  }

  /** The rate of all samples of a definition; null without any. */
  public static @Nullable FailureRate rate(Tally tally) {
    return tally.ended() == 0 ? null : rate(tally.failed(), tally.ended());
  }

  private static FailureRate rate(int failed, int runs) {
    Rate rate = Rate.of(failed, runs);
    return new FailureRate(runs, failed, rate.rate(), rate.low(), rate.high());
  }
}
