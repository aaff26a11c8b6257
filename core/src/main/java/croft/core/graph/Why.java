package croft.core.graph;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.schedule.Requirements;
import croft.core.schedule.Requirements.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says in one sentence why a job waits, was skipped, or ended as it did. Read from the edges each
 * time and never stored: a stored reason would be wrong as soon as its cause is run again.
 */
public final class Why {
  /**
   * Another job that this one waits for.
   *
   * @param flags its {@link JobFlags}
   * @param rule what is asked of it
   */
  public record Other(String key, JobState state, int flags, EdgeRule rule) {
    EdgeValue value() {
      return rule.value(JobFlags.effective(state, flags));
    }
  }

  /** What must be satisfied before the job can start. */
  public sealed interface Condition {
    /** One other job. */
    record One(Other other) implements Condition {}

    /**
     * Some of several jobs.
     *
     * @param k how many of them
     */
    record Some(int k, List<Other> others) implements Condition {
      public Some {
        others = List.copyOf(others);
      }

      int satisfied() {
        return (int) others.stream().filter(o -> o.value() == EdgeValue.SATISFIED).count();
      }

      int open() {
        return (int) others.stream().filter(o -> o.value() == EdgeValue.OPEN).count();
      }

      /** Whether it can no longer be satisfied. */
      boolean broken() {
        return satisfied() + open() < k;
      }
    }
  }

  /**
   * What a job's sentence is made from.
   *
   * @param flags its {@link JobFlags}
   * @param conditions all of them, joins looked through
   * @param paused whether its graph is
   * @param draft whether its graph has not started
   * @param readyAt until when it is delayed; null if it is not
   * @param now the database's clock
   * @param holdReason who holds it and why; null if that is not known
   * @param requirements what a worker must have; null if that is not known
   * @param offers what each different live worker that takes jobs has
   * @param withheld what each different live worker has that is kept from work
   * @param ended how its newest attempt ended, as a sentence without subject; null before
   * @param worker that runs it; null if none does
   * @param ahead how many ready jobs, which the same workers can run, are claimed before it; null
   *     if that is not known
   */
  public record Situation(
      JobState state,
      int flags,
      List<Condition> conditions,
      boolean paused,
      boolean draft,
      @Nullable Instant readyAt,
      Instant now,
      @Nullable String holdReason,
      @Nullable Requirements requirements,
      List<Offer> offers,
      List<Offer> withheld,
      @Nullable String ended,
      @Nullable String worker,
      @Nullable Integer ahead) {
    public Situation {
      conditions = List.copyOf(conditions);
      offers = List.copyOf(offers);
      withheld = List.copyOf(withheld);
    }

    private boolean has(int flag) {
      return JobFlags.has(flags, flag);
    }
  }

  private static final String DRAFT = "its graph is a draft: nothing runs until someone starts it";

  private Why() {}

  /** The sentence; without a full stop, so that it can be part of another. */
  public static String sentence(Situation job) {
    return switch (job.state) {
      case INACTIVE -> "inactive: it runs when someone activates it, or a job that needs it";
      case BLOCKED -> blocked(job);
      case READY -> ready(job);
      case HELD -> held(job);
      case SKIPPED -> skipped(job);
      case RUNNING -> running(job);
      case SUCCEEDED -> stale(job, "succeeded");
      case FAILED -> failed(job);
      case CANCELLED -> "cancelled" + because(job.ended);
    };
  }

  private static String because(@Nullable String reason) {
    return reason == null || reason.isEmpty() || reason.equals("cancelled") ? "" : ": " + reason;
  }

  private static String stale(Situation job, String sentence) {
    return job.has(JobFlags.STALE)
        ? sentence + ", but something that it used was run again since"
        : sentence;
  }

  private static String failed(Situation job) {
    String sentence = "failed" + because(job.ended);
    if (job.has(JobFlags.WAIVED)) {
      sentence += "; waived, so it counts as success";
    } else if (job.has(JobFlags.ALLOW_FAILURE)) {
      sentence += "; allowed to, so it counts as success";
    }
    return stale(job, sentence);
  }

  private static String running(Situation job) {
    String sentence = job.worker == null ? "running" : "running on " + job.worker;
    if (job.has(JobFlags.CANCEL)) {
      sentence += ", asked to stop";
    }
    return job.has(JobFlags.AGAIN) ? sentence + "; runs again after that" : sentence;
  }

  private static String held(Situation job) {
    if (job.has(JobFlags.HOLD)) {
      return job.holdReason == null
          ? "held until someone releases it"
          : "held by " + job.holdReason;
    }
    return job.draft ? DRAFT : "waits for a decision";
  }

  private static String ready(Situation job) {
    if (job.draft) {
      return DRAFT;
    }
    if (job.paused) {
      return "paused: its graph gives no work until someone resumes it";
    }
    if (job.readyAt != null && job.readyAt.isAfter(job.now)) {
      return "retry in " + text(Duration.between(job.now, job.readyAt));
    }
    if (job.has(JobFlags.LOOK_UP)) {
      return "ready: the farm looks for the result of an equal job";
    }
    return job.requirements == null
        ? waits(job.ahead)
        : placed(job.requirements, job.offers, job.withheld, job.ahead);
  }

  private static String waits(@Nullable Integer ahead) {
    String sentence = "ready: waits for a free worker";
    if (ahead == null) {
      return sentence;
    }
    return switch (ahead) {
      case 0 -> sentence + ", and is next";
      case 1 -> sentence + "; 1 job is before it";
      default -> sentence + "; %,d jobs are before it".formatted(ahead);
    };
  }

  private static String text(Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? (seconds + 59) / 60 + " min" : (seconds + 3_599) / 3_600 + " h";
  }

  private static String placed(
      Requirements requirements,
      List<Offer> offers,
      List<Offer> withheld,
      @Nullable Integer ahead) {
    if (offers.stream().anyMatch(requirements::isMetBy)) {
      return waits(ahead);
    }
    if (withheld.stream().anyMatch(requirements::isMetBy)) {
      return "ready, but the workers that could run it are draining or quarantined";
    }
    if (offers.isEmpty()) {
      return "ready, but no worker is live";
    }
    List<Offer> pool =
        offers.stream().filter(offer -> offer.pool().equals(requirements.pool())).toList();
    if (pool.isEmpty()) {
      return "ready, but no live worker is in pool " + requirements.pool();
    }
    for (String label : requirements.labels()) {
      if (pool.stream().noneMatch(offer -> offer.labels().contains(label))) {
        return "ready, but no live worker has the label " + label;
      }
    }
    if (pool.stream().noneMatch(offer -> requirements.cpus() <= offer.cpus())) {
      return "ready, but no live worker has " + requirements.cpus() + " cpus";
    }
    if (pool.stream().noneMatch(offer -> requirements.memoryBytes() <= offer.memoryBytes())) {
      return "ready, but no live worker has " + memory(requirements.memoryBytes()) + " of memory";
    }
    if (pool.stream().noneMatch(offer -> requirements.gpus() <= offer.gpus())) {
      return "ready, but no live worker has " + requirements.gpus() + " gpus";
    }
    return "ready, but no live worker has all that it requires; of "
        + pool.size()
        + " kinds in its pool the first: "
        + requirements.unmetBy(pool.getFirst());
  }

  private static String memory(long bytes) {
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    return bytes % (1L << 20) == 0 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  private static String blocked(Situation job) {
    List<String> waits = new ArrayList<>();
    // What runs now is named first: that is what one can look at.
    job.conditions.stream()
        .filter(Condition.One.class::isInstance)
        .map(condition -> ((Condition.One) condition).other())
        .filter(other -> other.value() == EdgeValue.OPEN)
        .sorted(Comparator.comparingInt(other -> nearness(other.state)))
        .forEach(other -> waits.add(named(other)));
    for (Condition condition : job.conditions) {
      if (condition instanceof Condition.Some some && some.satisfied() < some.k && !some.broken()) {
        waits.add(some(some));
      }
    }
    if (waits.isEmpty()) {
      return job.has(JobFlags.FINALIZER)
          ? "waits until all other jobs are over"
          : "waits for other jobs";
    }
    return "waits for " + waits.getFirst() + andMore(waits.size() - 1);
  }

  private static int nearness(JobState state) {
    return switch (state) {
      case RUNNING -> 0;
      case HELD -> 1;
      case READY -> 2;
      case BLOCKED -> 3;
      case INACTIVE, SKIPPED, SUCCEEDED, FAILED, CANCELLED -> 4;
    };
  }

  private static String named(Other other) {
    return other.key + " (" + other.state.text() + ")";
  }

  private static String andMore(int more) {
    return more == 0 ? "" : " and " + more + " more";
  }

  private static String some(Condition.Some some) {
    List<Other> open =
        some.others.stream()
            .filter(other -> other.value() == EdgeValue.OPEN)
            .sorted(Comparator.comparingInt(other -> nearness(other.state)))
            .toList();
    int more = some.k - some.satisfied();
    String which = more == 1 ? "one" : String.valueOf(more);
    return which
        + " of "
        + open.size()
        + ", such as "
        + (open.isEmpty() ? "none" : named(open.getFirst()));
  }

  private static String skipped(Situation job) {
    int causes = 0;
    String first = null;
    for (Condition condition : job.conditions) {
      String cause =
          switch (condition) {
            case Condition.One(Other other) ->
                other.value() == EdgeValue.BROKEN ? broken(other) : null;
            case Condition.Some some ->
                some.broken()
                    ? "only %d of %d could do what %d must"
                        .formatted(some.satisfied() + some.open(), some.others.size(), some.k)
                    : null;
          };
      if (cause != null) {
        causes++;
        first = first == null ? cause : first;
      }
    }
    if (first == null) {
      return job.has(JobFlags.FINALIZER)
          ? "skipped because no other job ended"
          : "skipped: it can no longer get what it needs";
    }
    return "skipped because "
        + first
        + (causes == 1
            ? ""
            : causes == 2 ? " (and 1 more cause)" : " (and " + (causes - 1) + " more causes)");
  }

  private static String broken(Other other) {
    String what =
        switch (other.state) {
          case INACTIVE -> "is inactive";
          case SKIPPED -> "was skipped";
          case CANCELLED -> "was cancelled";
          case SUCCEEDED, FAILED -> other.state.text();
          case BLOCKED, READY, HELD, RUNNING -> "is " + other.state.text();
        };
    boolean expected = other.rule.condition().contains(JobState.SUCCEEDED);
    return other.key
        + " "
        + what
        + (expected || other.state == JobState.INACTIVE
            ? ""
            : ", and was to have " + other.rule.conditionText());
  }
}
