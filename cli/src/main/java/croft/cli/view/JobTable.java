package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.TestCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs of a graph as a table. */
public final class JobTable {
  private JobTable() {}

  /** A line for each job. */
  public static List<String> lines(List<JobView> jobs, Instant now, Terminal terminal) {
    boolean tests = jobs.stream().anyMatch(job -> job.tests() != null);
    Table table =
        new Table()
            .column("job", Fit.NUMBER)
            .column("key", Fit.MIDDLE)
            .column("state", Fit.WHOLE)
            .column("took", Fit.NUMBER)
            .column("attempt", Fit.NUMBER);
    if (tests) {
      table.column("tests", Fit.NUMBER);
    }
    table.column("", Fit.END);
    for (JobView job : jobs) {
      Cell number = new Cell(String.valueOf(job.job()), Tone.QUIET);
      Cell key = Cell.of(Shown.line(job.key()));
      Cell took = Cell.of(took(job, now));
      Cell attempt = Cell.of(job.attempt() > 1 ? String.valueOf(job.attempt()) : "");
      Cell why = Cell.of(why(job));
      if (tests) {
        table.row(number, key, States.cell(job), took, attempt, tests(job.tests()), why);
      } else {
        table.row(number, key, States.cell(job), took, attempt, why);
      }
    }
    return table.lines(terminal);
  }

  static String took(JobView job, Instant now) {
    Instant claimed = job.claimedAt();
    if (claimed == null) {
      return "";
    }
    if (job.state() == JobState.RUNNING) {
      return Elapsed.whole(Duration.between(claimed, now));
    }
    return job.endedAt() == null ? "" : Elapsed.text(Duration.between(claimed, job.endedAt()));
  }

  private static Cell tests(@Nullable TestCounts tests) {
    if (tests == null) {
      return Cell.of("");
    }
    int bad = tests.failed() + tests.errors();
    return bad == 0
        ? Cell.of(Sizes.count(tests.total()))
        : new Cell(Sizes.count(bad) + " of " + Sizes.count(tests.total()) + " failed", Tone.BAD);
  }

  /** Why it is not simply done or running, in few words. */
  public static String why(JobView job) {
    if (job.state() == JobState.HELD && job.hold()) {
      return "on hold";
    }
    if (job.reason() != null && !job.reason().isBlank()) {
      return Shown.line(job.reason());
    }
    return job.state() == JobState.FAILED && job.exitCode() != null
        ? "exit code " + job.exitCode()
        : "";
  }

  /** {@code 1,718 tests, 0 failed, 6 skipped}. */
  public static String tests(TestCounts tests, String separator) {
    return Sizes.count(tests.total(), "test")
        + separator
        + Sizes.count(tests.failed() + tests.errors())
        + " failed"
        + separator
        + Sizes.count(tests.skipped())
        + " skipped";
  }
}
