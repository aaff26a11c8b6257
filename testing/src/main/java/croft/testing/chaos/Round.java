package croft.testing.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** One fault under load, and the verdict on it. */
final class Round {
  /** A fault under less load than this proves nothing. */
  static final int LOAD_MIN = 100;

  private static final Duration WARM_WITHIN = Duration.ofSeconds(20);
  private static final long LOOK_MS = 100;
  private static final long MEASURED_MS = 1_000;

  /** What came of a round. */
  enum Verdict {
    HELD,
    BROKEN,
    /** Not enough load before the fault. */
    VOID
  }

  /**
   * A round, as it is reported.
   *
   * @param load claims and ends of jobs a second, in the second before the fault
   * @param transitions claims and ends in the whole round
   * @param recoveryMs from when the fault was undone until all graphs were over
   */
  record Report(
      int number,
      long seed,
      Scenario scenario,
      long load,
      long transitions,
      int graphs,
      long faultMs,
      long recoveryMs,
      Verdict verdict,
      List<String> faults) {
    String line() {
      return "round %3d  %-18s %5d/s before, %6d transitions in %3d graphs, fault %5.1f s, over after %5.1f s: %s"
          .formatted(
              number,
              scenario.text(),
              load,
              transitions,
              graphs,
              faultMs / 1e3,
              recoveryMs / 1e3,
              switch (verdict) {
                case HELD -> "ok";
                case BROKEN -> "BROKEN (seed " + seed + ")";
                case VOID -> "void";
              });
    }
  }

  private final ChaosFarm farm;
  private final int number;
  private final long seed;
  private final Scenario scenario;

  Round(ChaosFarm farm, int number, long seed, Scenario scenario) {
    this.farm = farm;
    this.number = number;
    this.seed = seed;
    this.scenario = scenario;
  }

  Report run() throws IOException, InterruptedException {
    Random random = new Random(seed);
    Journal journal = farm.journal();
    String prefix = "chaos-%d-%d-".formatted(number, seed & 0xffff);
    long before = journal.transitions();
    int faultsBefore = journal.faults().size();
    long load;
    long struck;
    long undone;
    try (Load people = new Load(farm.clients(), journal, random.nextLong(), prefix)) {
      load = load(journal, before);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
      struck = System.nanoTime();
      scenario.strike(farm, random);
      undone = System.nanoTime();
      TimeUnit.MILLISECONDS.sleep(500);
      people.enough();
      Audit audit = new Audit(farm, farm.project(number % farm.serverCount()), prefix);
      List<String> faults = new ArrayList<>(audit.awaitOver(undone));
      long over = System.nanoTime();
      if (faults.isEmpty()) {
        faults.addAll(audit.check());
      }
      faults.addAll(0, journal.faults().subList(faultsBefore, journal.faults().size()));
      return new Report(
          number,
          seed,
          scenario,
          load,
          journal.transitions() - before,
          audit.graphs(),
          (undone - struck) / 1_000_000,
          (over - undone) / 1_000_000,
          !faults.isEmpty() ? Verdict.BROKEN : load < LOAD_MIN ? Verdict.VOID : Verdict.HELD,
          faults);
    }
  }

  /** Waits until enough goes on; returns how many transitions there are a second. */
  private static long load(Journal journal, long before) throws InterruptedException {
    long end = System.nanoTime() + WARM_WITHIN.toNanos();
    while (journal.transitions() - before < LOAD_MIN && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    long load = 0;
    while (load < LOAD_MIN && System.nanoTime() < end) {
      long from = journal.transitions();
      TimeUnit.MILLISECONDS.sleep(MEASURED_MS);
      load = journal.transitions() - from;
    }
    return load;
  }
}
