package croft.cli.view;

import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Standing;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States as a symbol, a word and a tone; the word alone says all. */
public final class States {
  /** In the order in which people ask: what went wrong, what goes on, what waits, what is done. */
  private static final List<JobState> ORDER =
      List.of(
          JobState.FAILED,
          JobState.CANCELLED,
          JobState.RUNNING,
          JobState.READY,
          JobState.HELD,
          JobState.BLOCKED,
          JobState.SUCCEEDED,
          JobState.SKIPPED,
          JobState.INACTIVE);

  private States() {}

  public static String symbol(JobState state) {
    return switch (state) {
      case INACTIVE -> "·";
      case BLOCKED -> "○";
      case READY -> "◇";
      case HELD -> "‖";
      case RUNNING -> "▸";
      case SUCCEEDED -> "✓";
      case FAILED -> "✗";
      case CANCELLED -> "⊘";
      case SKIPPED -> "↷";
    };
  }

  public static Tone tone(JobState state) {
    return switch (state) {
      case INACTIVE, BLOCKED, SKIPPED -> Tone.QUIET;
      case READY -> Tone.PLAIN;
      case HELD, CANCELLED -> Tone.WARNING;
      case RUNNING -> Tone.ACTIVE;
      case SUCCEEDED -> Tone.GOOD;
      case FAILED -> Tone.BAD;
    };
  }

  public static Cell cell(JobState state) {
    return new Cell(symbol(state) + " " + state.text(), tone(state));
  }

  /** A job's state with what qualifies it. */
  public static Cell cell(JobView job) {
    var text = new StringBuilder(symbol(job.state())).append(' ').append(job.state().text());
    if (job.state() == JobState.FAILED && job.waived()) {
      text.append(", waived");
    } else if (job.state() == JobState.FAILED && job.allowFailure()) {
      text.append(", allowed");
    }
    if (job.reusedFrom() != null) {
      text.append(", reused");
    }
    if (job.stale()) {
      text.append(", stale");
    }
    boolean counts = job.state() == JobState.FAILED && !job.waived() && !job.allowFailure();
    return new Cell(
        text.toString(),
        job.state() == JobState.FAILED && !counts ? Tone.WARNING : tone(job.state()));
  }

  public static String symbol(GraphState state) {
    return switch (state) {
      case DRAFT -> "·";
      case RUNNING -> "▸";
      case SUCCEEDED -> "✓";
      case FAILED -> "✗";
      case CANCELLED -> "⊘";
    };
  }

  public static Tone tone(GraphState state) {
    return switch (state) {
      case DRAFT -> Tone.QUIET;
      case RUNNING -> Tone.ACTIVE;
      case SUCCEEDED -> Tone.GOOD;
      case FAILED -> Tone.BAD;
      case CANCELLED -> Tone.WARNING;
    };
  }

  public static Cell cell(GraphView graph) {
    String text = symbol(graph.state()) + " " + graph.state().text();
    return graph.paused() && !graph.state().isOver()
        ? new Cell(text + ", paused", Tone.WARNING)
        : new Cell(text, tone(graph.state()));
  }

  public static Cell cell(@Nullable Outcome outcome) {
    if (outcome == null) {
      return cell(JobState.RUNNING);
    }
    return switch (outcome) {
      case SUCCEEDED -> new Cell("✓ succeeded", Tone.GOOD);
      case REUSED -> new Cell("✓ reused", Tone.GOOD);
      case FAILED -> new Cell("✗ failed", Tone.BAD);
      case TIMED_OUT -> new Cell("✗ timed out", Tone.BAD);
      case REFUSED -> new Cell("✗ refused", Tone.BAD);
      case LOST -> new Cell("? lost", Tone.WARNING);
      case WORKER_STOPPED -> new Cell("? worker stopped", Tone.WARNING);
      case CANCELLED -> new Cell("⊘ cancelled", Tone.WARNING);
    };
  }

  public static Cell cell(WorkerView worker) {
    StandingView standing = worker.standing();
    if (standing != null && worker.state() == WorkerState.LIVE) {
      return cell(standing.standing());
    }
    return switch (worker.state()) {
      case LIVE -> new Cell("✓ live", Tone.GOOD);
      case LOST -> new Cell("? lost", Tone.BAD);
      case GONE -> new Cell("· gone", Tone.QUIET);
    };
  }

  private static Cell cell(Standing standing) {
    return switch (standing) {
      case ACTIVE -> new Cell("✓ live", Tone.GOOD);
      case DRAINING -> new Cell("◐ draining", Tone.WARNING);
      case QUARANTINED -> new Cell("⊘ quarantined", Tone.BAD);
    };
  }

  /** {@code 1 failed, 2 running, 3 blocked}: states without jobs are left out. */
  public static String counts(GraphView graph) {
    List<String> parts = new ArrayList<>();
    for (JobState state : ORDER) {
      int count = graph.count(state);
      if (count > 0) {
        parts.add(Sizes.count(count) + " " + state.text());
      }
    }
    return parts.isEmpty() ? "no jobs" : String.join(", ", parts);
  }

  /** As {@link #counts}, with symbols and colours. */
  public static String counts(GraphView graph, Terminal terminal) {
    List<String> parts = new ArrayList<>();
    for (JobState state : ORDER) {
      int count = graph.count(state);
      if (count > 0) {
        parts.add(
            terminal.paint(
                tone(state), symbol(state) + " " + Sizes.count(count) + " " + state.text()));
      }
    }
    return String.join("   ", parts);
  }
}
