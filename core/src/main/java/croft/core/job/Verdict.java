package croft.core.job;

import java.time.Duration;

/** What follows from the end of an attempt. */
public sealed interface Verdict {
  /** The job takes this final state. */
  record Finish(JobState state, String reason) implements Verdict {
    public Finish {
      if (!state.isEnded()) {
        throw new IllegalArgumentException("an attempt cannot end in " + state.text());
      }
    }
  }

  /** The job passes through rule W again and may be claimed after the delay. */
  record Retry(Duration delay) implements Verdict {
    public Retry {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("delay must not be negative, was " + delay);
      }
    }
  }

  /** The job was re-run while it ran: it passes through rule W with a fresh count of tries. */
  record Again() implements Verdict {}
}
