package croft.worker.attempt;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import croft.worker.log.JobLog;
import org.jspecify.annotations.Nullable;

/** Gathers what an attempt came to, fact by fact. Not thread-safe. */
final class Verdict {

  private static final int SIGNALS_FROM = 128;
  private static final int SIGKILL = 9;

  private final Assignment assignment;
  private @Nullable Integer exitCode;
  private @Nullable Usage usage;
  private @Nullable TestCounts tests;
  private @Nullable Outcome outcome;
  private @Nullable String reason;

  Verdict(Assignment assignment) {
    this.assignment = assignment;
  }

  /** The script came to an end by itself or by force. */
  void ran(int code, @Nullable Usage used) {
    exitCode = code;
    usage = used;
    if (code == 0) {
      outcome = Outcome.SUCCEEDED;
    } else {
      outcome = Outcome.FAILED;
      reason = code > SIGNALS_FROM ? signal(code - SIGNALS_FROM) : null;
    }
  }

  private static String signal(int number) {
    return number == SIGKILL
        ? "Ended by SIGKILL, as the kernel does when memory runs out."
        : "Ended by signal " + number + ".";
  }

  /** What its files say. An output that others wait for must be there after a success. */
  void files(Collection.Result files, JobLog log) {
    tests = files.tests();
    if (outcome == Outcome.SUCCEEDED && !files.outputsMissing().isEmpty()) {
      outcome = Outcome.FAILED;
      reason =
          "The script succeeded, but no file matches its outputs: "
              + String.join(", ", files.outputsMissing());
      log.note(reason);
    }
  }

  /** Something other than the script decided; what it said is kept beside it. */
  void fault(Outcome decided, @Nullable String why) {
    outcome = decided;
    reason = why;
  }

  Completion completion() {
    String why = reason;
    if (why != null && why.length() > 1_000) {
      why = why.substring(0, 1_000) + "…";
    }
    return new Completion(
        assignment.graph(),
        assignment.job(),
        assignment.attempt(),
        assignment.nonce(),
        outcome == null ? Outcome.WORKER_STOPPED : outcome,
        exitCode,
        why,
        usage,
        tests);
  }
}
