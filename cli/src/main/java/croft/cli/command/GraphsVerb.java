package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.GraphTable;
import croft.protocol.json.Json;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Page;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists graphs. */
@Command(name = "graphs", description = "Lists graphs, newest first.")
public final class GraphsVerb extends Verb {
  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in it: draft, running, succeeded, failed or cancelled.")
  @Nullable GraphState state;

  @Option(names = "--name", paramLabel = "NAME", description = "Only those called so.")
  @Nullable String name;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "Only those made from this template.")
  @Nullable String template;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public GraphsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Page<GraphView> page =
        list.read(paging -> shell.farm().project().graphs(state, name, template, paging));
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return ExitCode.OK.number();
    }
    if (page.items().isEmpty()) {
      shell
          .terminal()
          .note(
              state == null && name == null && template == null
                  ? "no graph yet; write one with croft init and submit it with croft submit"
                  : "no such graph");
      return ExitCode.OK.number();
    }
    shell
        .terminal()
        .lines(GraphTable.lines(page.items(), shell.around().clock().instant(), shell.terminal()));
    list.more(page, shell);
    return ExitCode.OK.number();
  }
}
