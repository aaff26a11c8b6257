package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a first graph file. */
@Command(
    name = "init",
    description = "Writes a first graph file, with comments, ready to be submitted.")
public final class InitVerb extends Verb {
  /** What {@code submit} looks for when no file is named. */
  static final String FILE = "croft.yaml";

  private static final String TEMPLATE = "first-graph.yaml";

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where; made if it is not there (default: this folder).")
  @Nullable Path folder;

  public InitVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException {
    Path target =
        folder == null ? shell.around().folder() : shell.around().folder().resolve(folder);
    Path file = target.resolve(FILE);
    if (Files.exists(file)) {
      throw Fault.usage(
          file + " is already there", "Submit it (croft submit), or name another folder.");
    }
    Files.createDirectories(target);
    Files.writeString(file, template(), StandardOpenOption.CREATE_NEW);
    String name = folder == null ? FILE : folder.resolve(FILE).toString();
    shell.terminal().line("wrote " + name);
    shell.terminal().line("next: croft submit " + (folder == null ? "" : name + " ") + "--watch");
    return ExitCode.OK.number();
  }

  static String template() throws IOException {
    try (InputStream in = InitVerb.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IOException("the jar has no " + TEMPLATE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
