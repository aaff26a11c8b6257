package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.DecisionTable;
import croft.protocol.json.Json;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.Page;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists breakpoints that wait for a decision. */
@Command(name = "waiting", description = "Lists what waits for your decision.")
public final class WaitingVerb extends Verb {
  @Option(names = "--all", description = "Also what others decide.")
  boolean all;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public WaitingVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Page<DecisionView> page =
        list.read(paging -> shell.farm().project().decisions(true, !all, paging));
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return ExitCode.OK.number();
    }
    if (page.items().isEmpty()) {
      shell.terminal().note(all ? "nothing waits for a decision" : "nothing waits for you");
      return ExitCode.OK.number();
    }
    shell
        .terminal()
        .lines(
            DecisionTable.lines(page.items(), shell.around().clock().instant(), shell.terminal()));
    list.more(page, shell);
    return ExitCode.OK.number();
  }
}
