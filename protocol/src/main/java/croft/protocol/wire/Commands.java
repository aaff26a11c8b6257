package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies of commands to graphs and jobs. */
public final class Commands {
  private Commands() {}

  /** No content: {@code {}}, for pause, resume and release. */
  public record Nothing() {}

  /**
   * Cancel or hold.
   *
   * @param reason why, as a sentence; shown with the jobs
   */
  public record Because(@Nullable String reason) {
    public Because {
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Run a job again.
   *
   * @param downstream whether all that follows it is run again too; absent is false
   * @param change what the next attempt runs instead, and only that; null for nothing else
   */
  public record RerunJob(@Nullable Boolean downstream, @Nullable Change change) {
    public RerunJob {
      downstream = downstream != null && downstream;
    }
  }

  /**
   * What one attempt runs that its job does not.
   *
   * @param env variables beside those of the job, or instead of them; empty for none
   * @param script instead of the job's; null for the job's
   * @param timeoutSeconds instead of the job's; null for the job's
   */
  public record Change(
      Map<String, String> env, @Nullable String script, @Nullable Integer timeoutSeconds) {
    public Change {
      env = env == null ? Map.of() : Check.values("change.env", env, Limits.ENV_MAX);
      Check.optionalText("change.script", script, Limits.SCRIPT_BYTES_MAX);
      if (timeoutSeconds != null) {
        Check.range("change.timeoutSeconds", timeoutSeconds, 1, Limits.TIMEOUT_SECONDS_MAX);
      }
      if (env.isEmpty() && script == null && timeoutSeconds == null) {
        throw new IllegalArgumentException("change must have env, script or timeoutSeconds");
      }
    }
  }

  /**
   * Run a job's definition further times.
   *
   * @param times how often
   * @param until what ends it early; null for nothing
   * @param reason why, as a sentence
   */
  public record Sample(int times, @Nullable SampleUntil until, @Nullable String reason) {
    public Sample {
      Check.range("times", times, 1, Limits.SAMPLES_MAX);
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Run jobs of a graph again.
   *
   * @param which of them
   */
  public record RerunGraph(Which which) {
    /** Which jobs of a graph to run again. */
    public enum Which {
      /** Those that failed. */
      FAILED,

      /** Those that failed because their worker was lost or stopped. */
      LOST;

      @com.fasterxml.jackson.annotation.JsonValue
      public String text() {
        return WireText.of(this);
      }
    }

    public RerunGraph {
      Check.present("which", which);
    }
  }

  /**
   * Change the order of claims.
   *
   * @param priority higher goes first
   */
  public record SetPriority(int priority) {
    public SetPriority {
      Check.range("priority", priority, -Limits.PRIORITY_MAX, Limits.PRIORITY_MAX);
    }
  }

  /**
   * Approve or reject a breakpoint.
   *
   * @param comment why, as a sentence
   * @param digest what the caller looked at; the decision is refused if that has changed since.
   *     Absent: whatever it is now
   */
  public record Decide(@Nullable String comment, @Nullable Digest digest) {
    public Decide {
      Check.optionalText("comment", comment, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Decide a breakpoint by a token.
   *
   * @param verdict approved or rejected
   * @param comment why, as a sentence
   */
  public record DecideByToken(DecisionVerdict verdict, @Nullable String comment) {
    public DecideByToken {
      Check.present("verdict", verdict);
      switch (verdict) {
        case APPROVED, REJECTED -> {}
        case CONTINUED, SKIPPED, SUCCEEDED, FAILED, WITHDRAWN ->
            throw new IllegalArgumentException(
                "verdict must be approved or rejected, was " + verdict.text());
      }
      Check.optionalText("comment", comment, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Open or close a latch.
   *
   * @param open whether what is bound to it goes on
   * @param reason why, as a sentence
   */
  public record SetLatch(Boolean open, @Nullable String reason) {
    public SetLatch {
      Check.present("open", open);
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    }
  }

  /**
   * Keep a worker from work, or let it have work again.
   *
   * @param standing what it is to be
   * @param reason why, as a sentence; may be absent only when it is to be active
   * @param requeue whether what it runs is taken from it and tried elsewhere; absent is false
   */
  public record SetStanding(Standing standing, @Nullable String reason, @Nullable Boolean requeue) {
    public SetStanding {
      Check.present("standing", standing);
      Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
      requeue = requeue != null && requeue;
      if (standing != Standing.ACTIVE && (reason == null || reason.isBlank())) {
        throw new IllegalArgumentException("reason must say why the worker gets no work");
      }
      if (standing == Standing.ACTIVE && requeue) {
        throw new IllegalArgumentException("requeue is for a worker that gets no work");
      }
    }
  }
}
