package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.PoolTable;
import croft.protocol.json.Json;
import croft.protocol.wire.Page;
import croft.protocol.wire.PoolView;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists pools with what waits for them. */
@Command(
    name = "pools",
    description = "Lists pools of workers, what waits for each, and why it does not run yet.")
public final class PoolsVerb extends Verb {
  @Mixin JsonOption json = new JsonOption();

  public PoolsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Page<PoolView> page = shell.farm().client().pools();
    if (json.on()) {
      shell.terminal().line(Json.text(page));
    } else if (page.items().isEmpty()) {
      shell.terminal().note("no worker is signed on, and no job waits for one");
    } else {
      shell.terminal().lines(PoolTable.lines(page.items(), shell.terminal()));
    }
    return ExitCode.OK.number();
  }
}
