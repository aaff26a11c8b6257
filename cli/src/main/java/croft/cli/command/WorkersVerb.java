package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.WorkerTable;
import croft.protocol.json.Json;
import croft.protocol.wire.Page;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists workers. */
@Command(name = "workers", description = "Lists the workers that are signed on.")
public final class WorkersVerb extends Verb {
  @Option(names = "--all", description = "Also those that are lost or gone.")
  boolean all;

  @Mixin JsonOption json = new JsonOption();

  public WorkersVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
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
}
