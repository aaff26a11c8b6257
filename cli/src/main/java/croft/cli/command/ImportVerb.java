package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.protocol.Limits;
import croft.protocol.foreign.ForeignFileException;
import croft.protocol.foreign.ForeignGraph;
import croft.protocol.foreign.GraphFileText;
import croft.protocol.foreign.TaskclusterGraph;
import croft.protocol.foreign.WfFormat;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a graph file of another system's graph. */
@Command(
    name = "import",
    description = {
      "Makes a graph file of another system's graph, with every job and edge of it.",
      "taskcluster: full-task-graph.json of taskgraph. wfformat: a workflow of WfCommons."
    })
public final class ImportVerb extends Verb {
  private static final double SCALE_MAX = 1_000;

  @Parameters(index = "0", paramLabel = "FORMAT", description = "taskcluster or wfformat.")
  String format = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The file; - for what is piped in.")
  String file = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "GRAPH",
      description = "Where to write the graph file (default: it is printed).")
  @Nullable Path output;

  @Option(
      names = "--replay",
      paramLabel = "SCALE",
      description =
          "wfformat: each script only sleeps as long as its task ran, times SCALE (0.01: a hundred"
              + " times as fast).")
  @Nullable Double replay;

  public ImportVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException {
    byte[] json = read();
    String yaml;
    ForeignGraph graph;
    try {
      graph = graph(json);
      yaml = GraphFileText.yaml(graph, scale());
    } catch (ForeignFileException e) {
      throw Fault.usage(
          file + ": " + e.getMessage(), "Is it the right format? (croft import --help)");
    }
    check(yaml);
    String counts = "%,d jobs, %,d dependencies".formatted(graph.tasks().size(), graph.edges());
    if (output == null) {
      shell.terminal().out().print(yaml);
      shell.terminal().note(counts);
    } else {
      Files.writeString(shell.around().folder().resolve(output), yaml);
      shell.terminal().line("wrote " + output + ": " + counts);
      shell.terminal().line("next: croft submit " + output + " --watch");
    }
    return ExitCode.OK.number();
  }

  private byte[] read() throws IOException {
    if (file.equals("-")) {
      return shell.around().in().readNBytes(Limits.BODY_MAX + 1);
    }
    try {
      return Files.readAllBytes(shell.around().folder().resolve(file));
    } catch (NoSuchFileException e) {
      throw new Fault(ExitCode.USAGE, "there is no file " + file, "Look at its name.", e);
    }
  }

  private ForeignGraph graph(byte[] json) throws ForeignFileException {
    return switch (format) {
      case "taskcluster" -> TaskclusterGraph.read(json, nameOfFile());
      case "wfformat" -> WfFormat.read(json);
      default ->
          throw Fault.usage(
              "'" + format + "' is not a format that can be imported",
              "Choose taskcluster or wfformat.");
    };
  }

  private String nameOfFile() {
    String name = String.valueOf(Path.of(file).getFileName());
    String ending = ".json";
    return name.toLowerCase(Locale.ROOT).endsWith(ending)
        ? name.substring(0, name.length() - ending.length())
        : name;
  }

  private OptionalDouble scale() {
    if (replay == null) {
      return OptionalDouble.empty();
    }
    if (!format.equals("wfformat")) {
      throw Fault.usage(
          "--replay is for wfformat: the other formats have no run times", "Leave it out.");
    }
    if (!(replay > 0) || replay > SCALE_MAX) {
      throw Fault.usage(
          "--replay is " + replay, "Give a number above 0, at most %,.0f.".formatted(SCALE_MAX));
    }
    return OptionalDouble.of(replay);
  }

  /** What is written must be a graph: better told here than at its submission. */
  private void check(String yaml) {
    if (yaml.getBytes(StandardCharsets.UTF_8).length > Limits.BODY_MAX) {
      throw Fault.usage(
          file + " makes a graph file of more than 16 MiB, which nobody could submit",
          "Import a part of it.");
    }
    if (GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE)
        instanceof ParseResult.Faulty(var faults)) {
      throw Fault.usage(
          file + " does not make a graph: " + faults.first().getFirst(),
          "Mend it there, or import a part of it.");
    }
  }
}
