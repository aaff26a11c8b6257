package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Tone;
import croft.protocol.json.Json;
import croft.protocol.wire.GroupView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Manages groups of people who may decide. */
@Command(name = "group", description = "Adds to, removes from and lists groups that decide.")
public final class GroupVerb extends Verb {
  /** What to do. */
  enum Turn {
    add,
    remove,
    list
  }

  @Parameters(index = "0", arity = "1", paramLabel = "add|remove|list", description = "What to do.")
  Turn turn = Turn.list;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "Which group; breakpoints name it group:GROUP.")
  @Nullable String group;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "MEMBER",
      description = "Who, by the name of their token.")
  List<String> members = new ArrayList<>();

  @Mixin JsonOption json = new JsonOption();

  public GroupVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    String name = group;
    if (turn != Turn.list) {
      if (name == null || members.isEmpty()) {
        throw Fault.usage(
            "it is not said who is meant", "Give croft group " + turn + " GROUP MEMBER…");
      }
      for (String member : members) {
        if (turn == Turn.add) {
          shell.farm().project().addToGroup(name, member);
        } else {
          shell.farm().project().removeFromGroup(name, member);
        }
      }
    }
    List<GroupView> groups =
        shell.farm().project().groups().items().stream()
            .filter(view -> name == null || view.name().equals(name))
            .toList();
    if (json.on()) {
      shell.terminal().line(Json.text(groups));
    } else if (groups.isEmpty()) {
      shell.terminal().note(name == null ? "there are no groups" : name + " has no members");
    } else {
      Table table = new Table().column("group", Fit.MIDDLE).column("members", Fit.END);
      for (GroupView view : groups) {
        table.row(
            new Cell(Shown.line(view.name()), Tone.STRONG),
            Cell.of(Shown.line(String.join(" ", view.members()))));
      }
      shell.terminal().lines(table.lines(shell.terminal()));
    }
    return ExitCode.OK.number();
  }
}
