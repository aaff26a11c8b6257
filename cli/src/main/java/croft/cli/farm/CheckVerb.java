package croft.cli.farm;

import croft.cli.command.JsonOption;
import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.protocol.json.Json;
import croft.server.config.ServerConfig;
import croft.store.database.DatabaseException;
import croft.store.embedded.EmbeddedPostgresException;
import croft.store.observe.CounterCheck;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares what the farm's database counts with what it counts it from. */
@Command(
    name = "check",
    description = {
      "Compares what the database counts (what each job still waits for, the states of each graph)"
          + " with the dependencies and jobs themselves. Changes nothing; also while the farm runs.",
      "Exit code 3 if something differs: a fault of Croft, or of the disk. Please report it."
    })
public final class CheckVerb extends Verb {
  @Mixin ServerOptions options = new ServerOptions();

  @Mixin JsonOption json = new JsonOption();

  public CheckVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, SQLException {
    ServerConfig config = FarmServer.config(shell, options.flags(), options.config);
    Logs.toFiles(config.data().resolve("log"), shell.around().err());
    CounterCheck.Result result;
    try (FarmDatabase farm = FarmDatabase.open(config, true);
        Connection connection = farm.database().connection()) {
      result = CounterCheck.run(connection);
    } catch (DatabaseException | EmbeddedPostgresException e) {
      throw new Fault(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "croft help check tells more.", e);
    }
    show(result);
    return (result.faulty() == 0 ? ExitCode.OK : ExitCode.DIFFERENCE).number();
  }

  private void show(CounterCheck.Result result) {
    if (json.on()) {
      shell.terminal().line(Json.text(result));
      return;
    }
    shell
        .terminal()
        .line(
            "%,d graphs, %,d jobs: %s"
                .formatted(
                    result.graphs(),
                    result.jobs(),
                    result.faulty() == 0
                        ? "all counts are right"
                        : "%,d counts are wrong".formatted(result.faulty())));
    if (result.faults().isEmpty()) {
      return;
    }
    Table table =
        new Table()
            .column("graph", Fit.WHOLE)
            .column("job", Fit.END)
            .column("stored", Fit.END)
            .column("counted", Fit.END);
    for (CounterCheck.Fault fault : result.faults()) {
      table.row(
          Cell.of(Long.toString(fault.graph())),
          Cell.of(fault.job() == null ? "(its counts)" : fault.job()),
          Cell.of(fault.stored()),
          Cell.of(fault.counted()));
    }
    shell.terminal().lines(table.lines(shell.terminal()));
  }
}
