package croft.worker.attempt;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.Definition;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Usage;
import croft.worker.farm.AttemptDropped;
import croft.worker.farm.FarmConnection;
import croft.worker.files.DigestCache;
import croft.worker.files.FolderTree;
import croft.worker.files.Placement;
import croft.worker.files.WorkFolder;
import croft.worker.log.JobLog;
import croft.worker.log.LogSender;
import croft.worker.sandbox.Cell;
import croft.worker.sandbox.Exit;
import croft.worker.sandbox.JobLimits;
import croft.worker.sandbox.LaunchFile;
import croft.worker.sandbox.Sandbox;
import croft.worker.sandbox.SandboxedProcess;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs attempts, each on the thread that calls it. Thread-safe. */
public final class AttemptRunner {

  private static final System.Logger LOG = System.getLogger(AttemptRunner.class.getName());

  private final Sandbox sandbox;
  private final Preparation preparation;
  private final RunSettings settings;

  public AttemptRunner(
      Sandbox sandbox, FarmConnection farm, DigestCache cache, RunSettings settings) {
    this.sandbox = sandbox;
    this.preparation = new Preparation(farm, cache);
    this.settings = settings;
  }

  /** What came of an attempt. */
  public sealed interface Result {

    /** To be reported. Logs and files are at the farm already. */
    record Ended(Completion completion) implements Result {}

    /** Not this worker's any more: nothing to report. */
    record Dropped(String reason) implements Result {}
  }

  /**
   * Runs the attempt to its end. No process of it is left when this returns; its folder is there
   * until {@link #clean}.
   */
  public Result run(HeldAttempt held) {
    Verdict verdict = new Verdict(held.assignment());
    try {
      run(held, verdict);
    } catch (AttemptFault e) {
      verdict.fault(e.outcome(), String.valueOf(e.getMessage()));
    } catch (AttemptDropped e) {
      held.stop(new Stop.Dropped(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      // Only a stop interrupts this thread.
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "attempt " + held.id() + " met a fault of the worker", e);
      verdict.fault(Outcome.WORKER_STOPPED, "The worker made a mistake: " + e);
    } finally {
      held.enter(HeldAttempt.Phase.DONE);
    }
    if (held.stopped().isPresent()) {
      switch (held.stopped().get()) {
        case Stop.Dropped(String reason) -> {
          return new Result.Dropped(reason);
        }
        case Stop.Cancelled() -> verdict.fault(Outcome.CANCELLED, null);
        case Stop.WorkerStopped() ->
            verdict.fault(Outcome.WORKER_STOPPED, "The worker was stopped.");
        case Stop.Exceeded(String reason) -> verdict.fault(Outcome.FAILED, reason);
      }
    }
    return new Result.Ended(verdict.completion());
  }

  /** Where the attempt has its files. */
  public Path folder(HeldAttempt held) {
    return cell(held).root();
  }

  /** Deletes what the attempt left on the disk. */
  public void clean(HeldAttempt held) {
    FolderTree.delete(cell(held).root());
  }

  private void run(HeldAttempt held, Verdict verdict)
      throws AttemptFault, AttemptDropped, InterruptedException {
    held.enter(HeldAttempt.Phase.PREPARING);
    if (held.stopped().isPresent()) {
      return;
    }
    Assignment assignment = held.assignment();
    Definition definition = definition(assignment);
    Collection collection = new Collection(definition);
    Cell cell = create(cell(held));
    try (JobLog log = new JobLog(cell.log(), settings.logBytesMax())) {
      AttemptFault fault = null;
      LogSending sending = LogSending.start(new LogSender(log, held.channel()), held.id());
      try {
        preparation.fill(new Placement(cell.work()), assignment, definition, held.channel());
        writeLaunch(cell, assignment, definition);
        boolean wanted = execute(held, cell, definition, log, verdict);
        held.enter(HeldAttempt.Phase.COLLECTING);
        if (wanted) {
          verdict.files(collection.collect(new WorkFolder(cell.work()), held.channel(), log), log);
        }
      } catch (AttemptFault e) {
        log.note(String.valueOf(e.getMessage()));
        fault = e;
      } finally {
        log.end();
        if (held.stopped().filter(Stop.Dropped.class::isInstance).isPresent()) {
          sending.stop();
        }
      }
      sending.await();
      if (fault != null) {
        throw fault;
      }
    } catch (IOException e) {
      throw AttemptFault.worker("The log could not be closed: " + e.getMessage());
    }
  }

  private Cell cell(HeldAttempt held) {
    Assignment a = held.assignment();
    // The nonce tells this attempt from one with the same number before a fail-over.
    String name = "%d-%d-%d-%s".formatted(a.graph(), a.job(), a.attempt(), a.nonce());
    // A slash in a project's name must not make one project's folder part of another's.
    String project = "p." + a.project().replace("/", "%2F");
    return new Cell(
        settings.attempts().resolve(name),
        held.slot(),
        settings.caches().resolve(project).resolve(Integer.toString(held.slot())));
  }

  private static Cell create(Cell cell) throws AttemptFault {
    try {
      return cell.create();
    } catch (IOException e) {
      throw AttemptFault.worker("The work folder could not be made: " + e.getMessage());
    }
  }

  private static Definition definition(Assignment assignment) throws AttemptFault {
    try {
      return assignment.definition().as(Definition.class);
    } catch (RuntimeException e) {
      // Not only problems: a record's own checks, and what the JSON library throws.
      throw AttemptFault.refused("This worker cannot read the definition: " + e.getMessage());
    }
  }

  private void writeLaunch(Cell cell, Assignment assignment, Definition definition)
      throws AttemptFault {
    Sandbox.View view = sandbox.view(cell);
    Map<String, String> environment =
        JobEnvironment.of(assignment, definition, view, settings.environment());
    try {
      LaunchFile.write(cell, view, definition.script(), environment);
    } catch (IllegalArgumentException e) {
      throw AttemptFault.refused(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw AttemptFault.worker("The script could not be written: " + e.getMessage());
    }
  }

  /**
   * Runs the script until it ends, its time is over, or it is stopped.
   *
   * @return whether its files are worth keeping
   */
  private boolean execute(
      HeldAttempt held, Cell cell, Definition definition, JobLog log, Verdict verdict)
      throws AttemptFault, InterruptedException {
    held.enter(HeldAttempt.Phase.RUNNING);
    if (held.stopped().isPresent()) {
      return false;
    }
    long memory = definition.resources().memoryBytes();
    JobLimits limits = JobLimits.withMemory(memory > 0 ? memory : settings.memoryBytes());
    long began = System.nanoTime();
    SandboxedProcess process;
    try {
      process = sandbox.start(cell, limits);
    } catch (IOException e) {
      throw AttemptFault.worker("No process could be started: " + e.getMessage());
    }
    Thread reader =
        Thread.ofPlatform()
            .name("log-" + held.id())
            .daemon()
            .start(() -> log.capture(process.output()));
    Supervision supervision = new Supervision(held, process, settings.grace());
    boolean timedOut =
        supervision.watch(began + TimeUnit.SECONDS.toNanos(definition.timeoutSeconds()));
    Exit exit = process.await();
    long wallMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    // What was left in the pipe; a process that escaped may hold it open for ever.
    reader.join(TimeUnit.SECONDS.toMillis(2));
    return switch (exit) {
      case Exit.NotStarted(String reason) -> {
        if (held.stopped().isEmpty()) {
          throw AttemptFault.worker(reason);
        }
        yield false;
      }
      case Exit.Ran(int code, croft.worker.sandbox.Usage used) -> {
        verdict.ran(code, usage(wallMs, used));
        if (timedOut) {
          String reason =
              "The script ran longer than its timeout of %,d s."
                  .formatted(definition.timeoutSeconds());
          log.note(reason);
          verdict.fault(Outcome.TIMED_OUT, reason);
        }
        yield held.stopped().isEmpty();
      }
    };
  }

  private static @Nullable Usage usage(long wallMs, croft.worker.sandbox.Usage used) {
    return used.cpuMs().isPresent() && used.maxRssBytes().isPresent()
        ? new Usage(wallMs, used.cpuMs().getAsLong(), used.maxRssBytes().getAsLong())
        : null;
  }
}
