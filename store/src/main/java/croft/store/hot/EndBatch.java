package croft.store.hot;

import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.Verdict;
import croft.store.sql.Ints;
import croft.store.sql.Longs;
import croft.store.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempts to end, as columns. */
public final class EndBatch {
  /** Stands for "no exit code" in an array of integers. */
  static final int NO_EXIT_CODE = Integer.MIN_VALUE;

  private final Longs graphs = new Longs();
  private final Ints jobs = new Ints();
  private final Ints attempts = new Ints();
  private final List<UUID> nonces = new ArrayList<>();
  private final List<@Nullable String> states = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private final Longs delays = new Longs();
  private final List<Boolean> fresh = new ArrayList<>();
  private final Longs reportHashes = new Longs();
  private final Ints definitions = new Ints();
  private final Ints revisions = new Ints();
  private final Ints exitCodes = new Ints();
  private final List<@Nullable String> reasons = new ArrayList<>();
  private final List<@Nullable String> reports = new ArrayList<>();

  /**
   * Adds one.
   *
   * @param report resource use and test counts as JSON; null for none
   */
  public void add(
      long graph,
      int job,
      int attempt,
      UUID nonce,
      Outcome outcome,
      Verdict verdict,
      long reportHash,
      int definition,
      int revision,
      @Nullable String reason,
      @Nullable String report) {
    graphs.add(graph);
    jobs.add(job);
    attempts.add(attempt);
    nonces.add(nonce);
    outcomes.add(outcome.text());
    reportHashes.add(reportHash);
    definitions.add(definition);
    revisions.add(revision);
    Integer exitCode = outcome.exitCodeOrNull();
    exitCodes.add(exitCode == null ? NO_EXIT_CODE : exitCode);
    reports.add(report);
    switch (verdict) {
      case Verdict.Finish(JobState state, String why) -> {
        states.add(state.text());
        delays.add(0);
        fresh.add(false);
        reasons.add(reason == null && !why.isEmpty() ? why : reason);
      }
      case Verdict.Retry(var delay) -> {
        states.add(null);
        delays.add(delay.toMillis());
        fresh.add(false);
        reasons.add(reason);
      }
      case Verdict.Again() -> {
        states.add(null);
        delays.add(0);
        fresh.add(true);
        reasons.add(reason);
      }
    }
  }

  public int size() {
    return jobs.size();
  }

  Statement bind(Statement statement) throws SQLException {
    boolean[] freshArray = new boolean[fresh.size()];
    for (int item = 0; item < freshArray.length; item++) {
      freshArray[item] = fresh.get(item);
    }
    return statement
        .with(graphs)
        .with(jobs)
        .with(attempts)
        .with(nonces.toArray(UUID[]::new))
        .withTexts(states)
        .withTexts(outcomes)
        .with(delays)
        .with(freshArray)
        .with(reportHashes)
        .with(definitions)
        .with(revisions)
        .with(exitCodes)
        .withTexts(reasons)
        .withTexts(reports);
  }
}
