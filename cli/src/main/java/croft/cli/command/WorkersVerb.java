package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.view.WorkerTable;
import croft.protocol.json.Json;
import croft.protocol.wire.Commands.SetStanding;
import croft.protocol.wire.Page;
import croft.protocol.wire.Standing;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists workers, keeps them from work and lets them have work again. */
@Command(
    name = "workers",
    description = "Lists the workers that are signed on; drains, quarantines and releases them.",
    footer = {
      "",
      "A worker that is drained (to be free) or quarantined (not trusted) gets no more work, also",
      "when it signs on anew, until it is released. What it runs goes on, unless --requeue takes it."
    })
public final class WorkersVerb extends Verb {
  /** What to do with one. */
  enum Turn {
    drain(Standing.DRAINING),
    quarantine(Standing.QUARANTINED),
    release(Standing.ACTIVE);

    private final Standing standing;

    Turn(Standing standing) {
      this.standing = standing;
    }
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "drain|quarantine|release",
      description = "What to do with a worker; all are listed without one.")
  @Nullable Turn turn;

  @Parameters(index = "1", arity = "0..1", paramLabel = "WORKER", description = "Which one.")
  @Nullable String worker;

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "Why; everybody who looks at the worker is shown it.")
  @Nullable String reason;

  @Option(
      names = "--requeue",
      description = "Take what it runs from it; the jobs' retry policies say what follows.")
  boolean requeue;

  @Option(names = "--all", description = "Also those that are lost or gone.")
  boolean all;

  @Mixin JsonOption json = new JsonOption();

  public WorkersVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Turn wanted = turn;
    if (wanted != null) {
      return set(wanted);
    }
    if (reason != null || requeue) {
      throw Fault.usage(
          "--reason and --requeue are for one worker",
          "Give croft workers drain|quarantine|release WORKER.");
    }
    Page<WorkerView> page = shell.farm().client().workers();
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return ExitCode.OK.number();
    }
    List<WorkerView> shown =
        page.items().stream().filter(w -> all || w.state() == WorkerState.LIVE).toList();
    if (shown.isEmpty()) {
      shell.terminal().note("no worker is signed on; start one with croft worker");
      return ExitCode.OK.number();
    }
    shell
        .terminal()
        .lines(WorkerTable.lines(shown, shell.around().clock().instant(), shell.terminal()));
    return ExitCode.OK.number();
  }

  private int set(Turn wanted) throws IOException, InterruptedException {
    String name = worker;
    if (name == null) {
      throw Fault.usage(
          "it is not said which worker is meant", "Give croft workers " + wanted + " WORKER.");
    }
    if (wanted != Turn.release && (reason == null || reason.isBlank())) {
      throw Fault.usage(
          "it is not said why", "Give --reason TEXT: whoever finds the worker idle is shown it.");
    }
    if (wanted == Turn.release && requeue) {
      throw Fault.usage("--requeue is not for release", "Leave it out.");
    }
    StandingView view =
        shell.farm().client().setStanding(name, new SetStanding(wanted.standing, reason, requeue));
    if (json.on()) {
      shell.terminal().line(Json.text(view));
    } else {
      shell.terminal().line(Shown.line(view.worker()) + " is " + view.standing().text());
    }
    return ExitCode.OK.number();
  }
}
