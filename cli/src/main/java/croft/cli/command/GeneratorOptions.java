package croft.cli.command;

import croft.cli.plan.GraphProgram;
import croft.cli.settings.Fault;
import croft.protocol.graphfile.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a graph file comes from: a file, or a program that prints it. */
public final class GeneratorOptions {
  @Option(
      names = "--generator",
      paramLabel = "CMD",
      description = {
        "A command that prints the graph file as JSON, instead of FILE. It sees PATH, HOME, LANG,",
        "and each --set as CROFT_PARAM_NAME, the name as given."
      })
  @Nullable String command;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long that command may take (default: 60).")
  int timeout = (int) GraphProgram.TIMEOUT.toSeconds();

  /**
   * A graph file, and the values for its parameters.
   *
   * @param set without those that were for the generator only
   */
  record Read(GraphInput input, Map<String, String> set) {}

  /**
   * Reads the graph file.
   *
   * @param file as it was named; null for the one that is looked for
   */
  Read read(@Nullable String file, Shell shell, Map<String, String> set)
      throws IOException, InterruptedException {
    Path folder = shell.around().folder();
    if (command != null) {
      if (file != null) {
        throw Fault.usage(
            "both a graph file and a generator are named", "Name one of them: " + file + "?");
      }
      if (timeout < 1) {
        throw Fault.usage("--timeout is " + timeout, "Give a number of seconds from 1 on.");
      }
      GraphProgram.Printed printed =
          new GraphProgram(
                  command, folder, shell.around().environment(), set, Duration.ofSeconds(timeout))
              .run();
      Map<String, String> kept = printed.of(set);
      return new Read(
          GraphInput.ofText("what the generator printed", printed.text(), Media.JSON, folder, kept),
          kept);
    }
    String name = file == null ? InitVerb.FILE : file;
    if (file == null && !Files.exists(folder.resolve(name))) {
      throw Fault.usage(
          "there is no " + InitVerb.FILE + " in this folder",
          "Name a graph file, or write a first one with croft init.");
    }
    return new Read(GraphInput.read(name, folder, shell.around().in(), set), set);
  }
}
