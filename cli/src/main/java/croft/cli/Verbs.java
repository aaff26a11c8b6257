package croft.cli;

import croft.cli.command.ActivateVerb;
import croft.cli.command.ApproveVerb;
import croft.cli.command.ArtifactsVerb;
import croft.cli.command.CancelVerb;
import croft.cli.command.CompletionVerb;
import croft.cli.command.ConfigVerb;
import croft.cli.command.DeactivateVerb;
import croft.cli.command.EditVerb;
import croft.cli.command.ExecVerb;
import croft.cli.command.ForecastVerb;
import croft.cli.command.GraphsVerb;
import croft.cli.command.GroupVerb;
import croft.cli.command.HoldVerb;
import croft.cli.command.ImportVerb;
import croft.cli.command.InitVerb;
import croft.cli.command.LatchVerb;
import croft.cli.command.LogsVerb;
import croft.cli.command.PauseVerb;
import croft.cli.command.PlanVerb;
import croft.cli.command.PoolsVerb;
import croft.cli.command.PriorityVerb;
import croft.cli.command.RejectVerb;
import croft.cli.command.ReleaseVerb;
import croft.cli.command.RerunVerb;
import croft.cli.command.ResumeVerb;
import croft.cli.command.RevisionsVerb;
import croft.cli.command.RunVerb;
import croft.cli.command.SampleVerb;
import croft.cli.command.Shell;
import croft.cli.command.ShowVerb;
import croft.cli.command.StartVerb;
import croft.cli.command.StatsVerb;
import croft.cli.command.SubmitVerb;
import croft.cli.command.TemplateVerb;
import croft.cli.command.UndoVerb;
import croft.cli.command.UnwaiveVerb;
import croft.cli.command.VersionVerb;
import croft.cli.command.WaitingVerb;
import croft.cli.command.WaiveVerb;
import croft.cli.command.WatchVerb;
import croft.cli.command.WorkersVerb;
import croft.cli.farm.BackupVerb;
import croft.cli.farm.CheckVerb;
import croft.cli.farm.DemoVerb;
import croft.cli.farm.RestoreVerb;
import croft.cli.farm.ServerVerb;
import croft.cli.farm.UpVerb;
import croft.cli.farm.WorkerVerb;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All verbs, in the order of the help. Their classes are loaded when they are made. */
enum Verbs {
  INIT(Group.GRAPHS),
  IMPORT(Group.GRAPHS),
  PLAN(Group.GRAPHS),
  SUBMIT(Group.GRAPHS),
  WATCH(Group.GRAPHS),
  EXEC(Group.GRAPHS),
  TEMPLATE(Group.GRAPHS),
  RUN(Group.GRAPHS),
  GRAPHS(Group.GRAPHS),
  SHOW(Group.GRAPHS),
  FORECAST(Group.GRAPHS),
  STATS(Group.GRAPHS),
  LOGS(Group.GRAPHS),
  ARTIFACTS(Group.GRAPHS),
  START(Group.CHANGES),
  CANCEL(Group.CHANGES),
  RERUN(Group.CHANGES),
  SAMPLE(Group.CHANGES),
  PAUSE(Group.CHANGES),
  RESUME(Group.CHANGES),
  HOLD(Group.CHANGES),
  RELEASE(Group.CHANGES),
  PRIORITY(Group.CHANGES),
  EDIT(Group.CHANGES),
  ACTIVATE(Group.CHANGES),
  DEACTIVATE(Group.CHANGES),
  WAIVE(Group.CHANGES),
  UNWAIVE(Group.CHANGES),
  UNDO(Group.CHANGES),
  REVISIONS(Group.CHANGES),
  WAITING(Group.DECISIONS),
  APPROVE(Group.DECISIONS),
  REJECT(Group.DECISIONS),
  LATCH(Group.DECISIONS),
  GROUP(Group.DECISIONS),
  UP(Group.FARM),
  DEMO(Group.FARM),
  SERVER(Group.FARM),
  WORKER(Group.FARM),
  WORKERS(Group.FARM),
  POOLS(Group.FARM),
  BACKUP(Group.FARM),
  RESTORE(Group.FARM),
  CHECK(Group.FARM),
  CONFIG(Group.COMMAND),
  COMPLETION(Group.COMMAND),
  VERSION(Group.COMMAND),
  HELP(Group.COMMAND);

  /** What belongs together in the help. */
  enum Group {
    GRAPHS("Run things and see what comes of it"),
    CHANGES("Change what runs"),
    DECISIONS("Decide what may go on"),
    FARM("Be a farm"),
    COMMAND("About this command");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Group group;

  Verbs(Group group) {
    this.group = group;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The verb itself. Returned from each case as an Object: with a constructor reference for each,
   * or a common type, the classes of all verbs would be loaded for the sake of one.
   */
  @SuppressWarnings("RefactorSwitch")
  Object make(Shell shell) {
    switch (this) {
      case INIT -> {
        return new InitVerb(shell);
      }
      case IMPORT -> {
        return new ImportVerb(shell);
      }
      case PLAN -> {
        return new PlanVerb(shell);
      }
      case SUBMIT -> {
        return new SubmitVerb(shell);
      }
      case WATCH -> {
        return new WatchVerb(shell);
      }
      case EXEC -> {
        return new ExecVerb(shell);
      }
      case TEMPLATE -> {
        return new TemplateVerb(shell);
      }
      case RUN -> {
        return new RunVerb(shell);
      }
      case GRAPHS -> {
        return new GraphsVerb(shell);
      }
      case SHOW -> {
        return new ShowVerb(shell);
      }
      case FORECAST -> {
        return new ForecastVerb(shell);
      }
      case STATS -> {
        return new StatsVerb(shell);
      }
      case LOGS -> {
        return new LogsVerb(shell);
      }
      case ARTIFACTS -> {
        return new ArtifactsVerb(shell);
      }
      case START -> {
        return new StartVerb(shell);
      }
      case CANCEL -> {
        return new CancelVerb(shell);
      }
      case RERUN -> {
        return new RerunVerb(shell);
      }
      case SAMPLE -> {
        return new SampleVerb(shell);
      }
      case PAUSE -> {
        return new PauseVerb(shell);
      }
      case RESUME -> {
        return new ResumeVerb(shell);
      }
      case HOLD -> {
        return new HoldVerb(shell);
      }
      case RELEASE -> {
        return new ReleaseVerb(shell);
      }
      case PRIORITY -> {
        return new PriorityVerb(shell);
      }
      case EDIT -> {
        return new EditVerb(shell);
      }
      case ACTIVATE -> {
        return new ActivateVerb(shell);
      }
      case DEACTIVATE -> {
        return new DeactivateVerb(shell);
      }
      case WAIVE -> {
        return new WaiveVerb(shell);
      }
      case UNWAIVE -> {
        return new UnwaiveVerb(shell);
      }
      case UNDO -> {
        return new UndoVerb(shell);
      }
      case REVISIONS -> {
        return new RevisionsVerb(shell);
      }
      case WAITING -> {
        return new WaitingVerb(shell);
      }
      case APPROVE -> {
        return new ApproveVerb(shell);
      }
      case REJECT -> {
        return new RejectVerb(shell);
      }
      case LATCH -> {
        return new LatchVerb(shell);
      }
      case GROUP -> {
        return new GroupVerb(shell);
      }
      case UP -> {
        return new UpVerb(shell);
      }
      case DEMO -> {
        return new DemoVerb(shell);
      }
      case SERVER -> {
        return new ServerVerb(shell);
      }
      case WORKER -> {
        return new WorkerVerb(shell);
      }
      case POOLS -> {
        return new PoolsVerb(shell);
      }
      case WORKERS -> {
        return new WorkersVerb(shell);
      }
      case BACKUP -> {
        return new BackupVerb(shell);
      }
      case RESTORE -> {
        return new RestoreVerb(shell);
      }
      case CHECK -> {
        return new CheckVerb(shell);
      }
      case CONFIG -> {
        return new ConfigVerb(shell);
      }
      case COMPLETION -> {
        return new CompletionVerb(shell);
      }
      case VERSION -> {
        return new VersionVerb(shell);
      }
      case HELP -> {
        return new HelpVerb(shell);
      }
    }
    throw new AssertionError(this);
  }

  static List<Verbs> of(Group group) {
    return Arrays.stream(values()).filter(verb -> verb.group == group).toList();
  }

  /** The verb with this name; null if there is none. */
  static @Nullable Verbs named(String name) {
    return Arrays.stream(values())
        .filter(verb -> verb.text().equals(name))
        .findFirst()
        .orElse(null);
  }
}
