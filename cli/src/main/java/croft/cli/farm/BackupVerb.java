package croft.cli.farm;

import croft.cli.command.Shell;
import croft.cli.command.Verb;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.server.config.ServerConfig;
import croft.store.backup.Backup;
import croft.store.backup.BackupException;
import croft.store.database.DatabaseException;
import croft.store.embedded.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes the farm's database into a file, also while the farm runs. */
@Command(
    name = "backup",
    description = {
      "Writes all that the farm's database knows into a file, also while the farm runs.",
      "Logs and artifacts are files: copy the folder contents below the data folder as well."
    })
public final class BackupVerb extends Verb {
  @Parameters(paramLabel = "FILE", description = "File to write; it must not exist.")
  Path file = Path.of("croft.backup");

  @Mixin ServerOptions options = new ServerOptions();

  public BackupVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException {
    Path target = shell.around().folder().resolve(file);
    if (Files.exists(target)) {
      throw Fault.usage(target + " exists already", "Choose another name, or move it away first.");
    }
    ServerConfig config = FarmServer.config(shell, options.flags(), options.config);
    Logs.toFiles(config.data().resolve("log"), shell.around().err());
    try (FarmDatabase farm = FarmDatabase.open(config, true)) {
      Backup.Summary summary =
          Backup.toFile(
              farm.database(),
              target,
              (table, rows, bytes) -> shell.terminal().line("  " + table + "  " + rows + " rows"));
      shell
          .terminal()
          .line("%s: %,d rows of %d tables".formatted(target, summary.rows(), summary.tables()));
      shell.terminal().line("not in it: logs and artifacts, in " + config.contents());
      return ExitCode.OK.number();
    } catch (BackupException | DatabaseException | EmbeddedPostgresException e) {
      throw new Fault(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "croft help backup tells more.", e);
    }
  }
}
