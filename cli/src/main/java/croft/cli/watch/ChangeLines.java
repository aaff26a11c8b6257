package croft.cli.watch;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.States;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import java.time.Duration;
import java.time.Instant;

/** Changes of jobs as single lines: for what is not a terminal, and for failures above a panel. */
final class ChangeLines {
  /** A graph with more jobs is told by counts; only its failures get lines. */
  static final int EACH_JOB_MAX = 200;

  /** Failures that get a line; the summary has the count of all. */
  static final int FAILURES_MAX = 20;

  /** How often a large graph's counts are printed. */
  static final Duration COUNTS_EVERY = Duration.ofSeconds(10);

  private ChangeLines() {}

  /** Whether a person who reads along wants to know. */
  static boolean matters(Progress.Change change) {
    return switch (change.state()) {
      case RUNNING, HELD, SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
      case READY, BLOCKED -> isAgain(change);
      case INACTIVE -> false;
    };
  }

  /** Whether an attempt ended, and the job is to be tried again. */
  private static boolean isAgain(Progress.Change change) {
    return change.ran() != null
        && (change.state() == JobState.READY || change.state() == JobState.BLOCKED);
  }

  /**
   * {@code 0:11 ✗ failed test/17/bm exit code 1, after 8.0 s}.
   *
   * @param detail why, for a failure; may be empty
   */
  static String line(
      GraphView graph, Progress.Change change, String key, String detail, Terminal terminal) {
    boolean again = isAgain(change);
    String word = again ? "↻ again" : States.symbol(change.state()) + " " + change.state().text();
    String state = "%-11s".formatted(word);
    var tail = new StringBuilder(detail.isEmpty() ? "" : "  " + Shown.line(detail));
    if (again) {
      tail.append("  attempt %d ended".formatted(change.attempt()));
      tail.append(change.ran() == null ? "" : " after " + Elapsed.text(change.ran()));
    } else if (change.ran() != null && change.state() != JobState.RUNNING) {
      tail.append(detail.isEmpty() ? "  " : ", after ").append(Elapsed.text(change.ran()));
    }
    if (change.state() == JobState.RUNNING && change.attempt() > 1) {
      tail.append("  attempt ").append(change.attempt());
    }
    return "%7s  %s  %s%s"
        .formatted(
            since(graph, change.at()),
            terminal.paint(again ? Tone.WARNING : States.tone(change.state()), state),
            Shown.line(key),
            tail);
  }

  /** {@code 1:20 40,000 of 100,000 jobs: 12 failed, 2,048 running, …}. */
  static String counts(Progress progress, Instant now) {
    return "%7s  %s"
        .formatted(Elapsed.clock(progress.elapsed(now)), States.counts(progress.graph()));
  }

  static String since(GraphView graph, Instant at) {
    return Elapsed.clock(Duration.between(graph.createdAt(), at));
  }
}
