package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.server.config.ServerConfig;
import croft.store.backup.Backup;
import croft.store.backup.BackupException;
import croft.store.backup.Restore;
import croft.store.database.DatabaseException;
import croft.store.embedded.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads a backup into a farm that has nothing yet. */
@Command(
    name = "restore",
    description = {
      "Reads a backup into an empty database: of a new data folder, or of your own by URL.",
      "Whoever ran jobs before cannot report them any more; they run again."
    })
public final class RestoreVerb extends Verb {
  @Parameters(paramLabel = "FILE", description = "File that croft backup wrote.")
  Path file = Path.of("croft.backup");

  @Mixin ServerOptions options = new ServerOptions();

  public RestoreVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException {
    Path source = shell.around().folder().resolve(file);
    if (!Files.isRegularFile(source)) {
      throw Fault.usage("there is no file " + source, "Name a file that croft backup wrote.");
    }
    ServerConfig config = FarmServer.config(shell, options.flags(), options.config);
    Files.createDirectories(config.data());
    Logs.toFiles(config.data().resolve("log"), shell.around().err());
    try (FarmDatabase farm = FarmDatabase.open(config, false)) {
      Backup.Summary summary =
          Restore.fromFile(
              farm.database(), source, (table, rows, bytes) -> shell.terminal().line("  " + table));
      shell
          .terminal()
          .line("restored: %,d rows of %d tables".formatted(summary.rows(), summary.tables()));
      shell
          .terminal()
          .line("next: copy the old contents folder to " + config.contents() + ", then croft up");
      return ExitCode.OK.number();
    } catch (BackupException | DatabaseException | EmbeddedPostgresException e) {
      throw new Fault(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "croft help restore tells more.", e);
    }
  }
}
