package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.StatisticTable;
import croft.protocol.json.Json;
import croft.protocol.wire.Page;
import croft.protocol.wire.StatisticView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the farm knows of jobs from their earlier runs. */
@Command(
    name = "stats",
    description = {
      "Shows how long jobs take, how often they fail, and which are flaky.",
      "By series: the graphs of one template, or else those of one name."
    })
public final class StatsVerb extends Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "SERIES",
      description = "Name of a template, or of graphs (default: all).")
  @Nullable String series;

  @Option(names = "--key", paramLabel = "GLOB", description = "Only jobs whose key matches.")
  @Nullable String key;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public StatsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Page<StatisticView> page =
        list.read(paging -> shell.farm().project().statistics(series, key, paging));
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return ExitCode.OK.number();
    }
    if (page.items().isEmpty()) {
      shell.terminal().note("nothing is known; statistics follow a few seconds behind the jobs");
      return ExitCode.OK.number();
    }
    shell.terminal().lines(StatisticTable.lines(page.items(), shell.terminal()));
    list.more(page, shell);
    return ExitCode.OK.number();
  }
}
