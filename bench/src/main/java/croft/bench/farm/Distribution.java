package croft.bench.farm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code croft} command as people have it: built, with its start-up cache. */
public final class Distribution {
  /** System property that names the command; {@code ./croft bench} sets it. */
  public static final String PROPERTY = "croft.command";

  private final Path command;

  private Distribution(Path command) {
    this.command = command;
  }

  /**
   * The one that is named, or that of the folder in which this runs.
   *
   * @throws IOException if it is not built
   */
  public static Distribution built() throws IOException {
    Path command =
        Path.of(System.getProperty(PROPERTY, "cli/target/dist/croft/bin/croft")).toAbsolutePath();
    if (!Files.isExecutable(command)) {
      throw new IOException(
          "no distribution at " + command + ": ./croft build makes it, ./croft bench uses it");
    }
    return new Distribution(command);
  }

  /**
   * The command with these arguments, not yet started: without this process' settings of Croft, its
   * errors in {@code errors.log} of the home folder.
   *
   * @param home stands for the folder {@code ~/.croft}
   */
  public ProcessBuilder command(Path home, Map<String, String> settings, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(command.toString());
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(name -> name.startsWith("CROFT_"));
    builder.environment().put("CROFT_HOME", home.toString());
    builder.environment().putAll(settings);
    return builder
        .directory(home.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("errors.log").toFile()));
  }
}
