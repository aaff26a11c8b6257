package croft.cli;

import croft.cli.command.ArtifactsVerb;
import croft.cli.command.CancelVerb;
import croft.cli.command.CompletionVerb;
import croft.cli.command.ConfigVerb;
import croft.cli.command.ExecVerb;
import croft.cli.command.GraphsVerb;
import croft.cli.command.HoldVerb;
import croft.cli.command.InitVerb;
import croft.cli.command.LogsVerb;
import croft.cli.command.PauseVerb;
import croft.cli.command.PriorityVerb;
import croft.cli.command.ReleaseVerb;
import croft.cli.command.RerunVerb;
import croft.cli.command.ResumeVerb;
import croft.cli.command.Shell;
import croft.cli.command.ShowVerb;
import croft.cli.command.SubmitVerb;
import croft.cli.command.Verb;
import croft.cli.command.VersionVerb;
import croft.cli.command.WatchVerb;
import croft.cli.command.WorkersVerb;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All verbs, in the order of the help. Their classes are loaded when they are made. */
enum Verbs {
  INIT(Group.GRAPHS, InitVerb::new),
  SUBMIT(Group.GRAPHS, SubmitVerb::new),
  WATCH(Group.GRAPHS, WatchVerb::new),
  EXEC(Group.GRAPHS, ExecVerb::new),
  GRAPHS(Group.GRAPHS, GraphsVerb::new),
  SHOW(Group.GRAPHS, ShowVerb::new),
  LOGS(Group.GRAPHS, LogsVerb::new),
  ARTIFACTS(Group.GRAPHS, ArtifactsVerb::new),
  CANCEL(Group.CHANGES, CancelVerb::new),
  RERUN(Group.CHANGES, RerunVerb::new),
  PAUSE(Group.CHANGES, PauseVerb::new),
  RESUME(Group.CHANGES, ResumeVerb::new),
  HOLD(Group.CHANGES, HoldVerb::new),
  RELEASE(Group.CHANGES, ReleaseVerb::new),
  PRIORITY(Group.CHANGES, PriorityVerb::new),
  WORKERS(Group.FARM, WorkersVerb::new),
  CONFIG(Group.COMMAND, ConfigVerb::new),
  COMPLETION(Group.COMMAND, CompletionVerb::new),
  VERSION(Group.COMMAND, VersionVerb::new),
  HELP(Group.COMMAND, HelpVerb::new);

  /** What belongs together in the help. */
  enum Group {
    GRAPHS("Run things and see what comes of it"),
    CHANGES("Change what runs"),
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

  @SuppressWarnings("ImmutableEnumChecker") // Each is a constructor.
  private final Function<Shell, Verb> maker;

  Verbs(Group group, Function<Shell, Verb> maker) {
    this.group = group;
    this.maker = maker;
  }

  String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  Verb make(Shell shell) {
    return maker.apply(shell);
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
