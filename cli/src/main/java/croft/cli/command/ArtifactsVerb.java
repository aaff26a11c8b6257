package croft.cli.command;

import croft.cli.files.FileGlob;
import croft.cli.files.Saving;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Tone;
import croft.protocol.client.Download;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists or fetches what jobs left. */
@Command(
    name = "artifacts",
    description = {
      "Lists what the jobs of a graph left, or fetches it.",
      "With --get and --to files are saved; with --get alone, one is printed."
    })
public final class ArtifactsVerb extends Verb {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GRAPH",
      description = "Which graph (default: last).")
  String graph = "last";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JOB",
      description = "Only those of its newest attempt (default: of all jobs and attempts).")
  @Nullable String job;

  @Option(
      names = {"-a", "--attempt"},
      paramLabel = "NUMBER",
      description = "Of this attempt of the job.")
  @Nullable Integer attempt;

  @Option(
      names = "--get",
      paramLabel = "NAME",
      description = "Fetch it: a name, or a pattern such as *.html.")
  @Nullable String get;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Save what is fetched below this folder (alone: everything).")
  @Nullable Path to;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public ArtifactsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    ProjectClient farm = shell.farm().project();
    GraphView view = shell.farm().graph(graph);
    Paging.Pieces<ArtifactView> pieces = pieces(farm, view.graph());
    if (get != null || to != null) {
      return fetch(farm, view.graph(), Paging.all(pieces));
    }
    Page<ArtifactView> page = list.read(pieces, 100);
    if (json.on()) {
      shell.terminal().line(Json.text(page));
    } else if (page.items().isEmpty()) {
      shell.terminal().note("nothing was kept (yet)");
    } else {
      shell.terminal().lines(table(page.items()).lines(shell.terminal()));
      list.more(page, shell);
    }
    return ExitCode.OK.number();
  }

  private Paging.Pieces<ArtifactView> pieces(ProjectClient farm, long id)
      throws IOException, InterruptedException {
    if (job == null) {
      return paging -> farm.artifacts(id, paging);
    }
    JobView view = farm.job(id, job).view();
    int number = attempt == null ? view.attempt() : attempt;
    if (number < 1) {
      throw Fault.usage(
          Shown.line(view.key()) + " has not run and left nothing", "croft show tells why.");
    }
    return paging -> farm.artifacts(id, String.valueOf(view.job()), number, paging);
  }

  private static Table table(List<ArtifactView> artifacts) {
    Table table =
        new Table()
            .column("job", Fit.MIDDLE)
            .column("attempt", Fit.NUMBER)
            .column("name", Fit.MIDDLE)
            .column("size", Fit.NUMBER)
            .column("kind", Fit.WHOLE)
            .column("sha256", Fit.END);
    for (ArtifactView artifact : artifacts) {
      table.row(
          Cell.of(Shown.line(artifact.key())),
          Cell.of(String.valueOf(artifact.attempt())),
          new Cell(Shown.line(artifact.name()), Tone.STRONG),
          Cell.of(Sizes.bytes(artifact.size())),
          Cell.of(artifact.kind().text()),
          new Cell(artifact.sha256().substring(0, 12), Tone.QUIET));
    }
    return table;
  }

  private int fetch(ProjectClient farm, long id, List<ArtifactView> all)
      throws IOException, InterruptedException {
    List<ArtifactView> wanted = Saving.newest(all.stream().filter(this::isWanted).toList());
    if (wanted.isEmpty()) {
      throw Fault.usage(
          get == null ? "nothing was kept" : "there is no artifact '" + get + "'",
          "croft artifacts " + id + " lists them.");
    }
    if (to == null) {
      if (wanted.size() > 1) {
        throw Fault.usage(
            "%d artifacts are called so, of %s and %s"
                .formatted(
                    wanted.size(),
                    Shown.line(wanted.getFirst().key()),
                    Shown.line(wanted.getLast().key())),
            "Name the job, or save them all with --to DIR.");
      }
      ArtifactView only = wanted.getFirst();
      try (Download in =
          farm.artifact(id, String.valueOf(only.job()), only.attempt(), only.name())) {
        in.copyTo(shell.terminal().out());
      }
      shell.terminal().out().flush();
      return ExitCode.OK.number();
    }
    var saving = new Saving(farm, id, shell.around().folder().resolve(to));
    // Two jobs may have left files of one name: then each job gets a folder.
    boolean apart = Saving.collide(wanted);
    for (ArtifactView artifact : wanted) {
      String name = apart ? artifact.key() + "/" + artifact.name() : artifact.name();
      Path file = saving.save(artifact, name);
      if (json.on()) {
        shell.terminal().line(Json.text(artifact));
      } else {
        shell.terminal().line(file + "  " + Sizes.bytes(artifact.size()));
      }
    }
    return ExitCode.OK.number();
  }

  private boolean isWanted(ArtifactView artifact) {
    if (get == null) {
      return true;
    }
    try {
      return artifact.name().equals(get) || new FileGlob(get).matches(artifact.name());
    } catch (IllegalArgumentException e) {
      throw Fault.usage(String.valueOf(e.getMessage()), "Patterns look like *.html or rep/**.");
    }
  }
}
