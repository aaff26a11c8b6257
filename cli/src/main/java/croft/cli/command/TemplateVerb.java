package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.TemplateTable;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.Page;
import croft.protocol.wire.TemplateView;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps graph files under names. */
@Command(
    name = "template",
    description = {
      "Keeps graph files under names, for croft run.",
      "put NAME FILE stores a new version if the file differs; list, show NAME and versions NAME"
          + " tell what is there."
    })
public final class TemplateVerb extends Verb {
  /** What to do with templates. */
  enum Action {
    PUT,
    LIST,
    SHOW,
    VERSIONS
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "put, list, show or versions.")
  String action = "list";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Which template.")
  @Nullable String name;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The graph file to put; - for what is piped in (default: croft.yaml).")
  @Nullable String file;

  @Option(
      names = "--version",
      paramLabel = "NUMBER",
      description = "Which version to show (default: the newest).")
  @Nullable Integer version;

  @Option(names = "--file", description = "Show the graph file itself.")
  boolean text;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public TemplateVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Action todo = action();
    if (file != null && todo != Action.PUT) {
      throw Fault.usage("croft template " + action + " takes no file", "croft template put does.");
    }
    switch (todo) {
      case PUT -> put(named());
      case LIST -> {
        if (name != null) {
          throw Fault.usage("croft template list takes no name", "Try show " + name + ".");
        }
        list();
      }
      case SHOW -> show(named());
      case VERSIONS -> versions(named());
    }
    return ExitCode.OK.number();
  }

  private Action action() {
    for (Action known : Action.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(action)) {
        return known;
      }
    }
    throw Fault.usage(
        "croft template cannot '" + action + "'", "It can put, list, show and versions.");
  }

  private String named() {
    if (name == null) {
      throw Fault.usage(
          "which template?", "croft template " + action + " NAME; croft template list shows them.");
    }
    return name;
  }

  private ProjectClient project() {
    return shell.farm().project();
  }

  private void put(String template) throws IOException, InterruptedException {
    GraphInput input =
        GraphInput.readTemplate(
            file == null ? InitVerb.FILE : file, shell.around().folder(), shell.around().in());
    TemplateView stored = input.put(project(), template);
    if (json.on()) {
      shell.terminal().line(Json.text(stored));
      return;
    }
    Terminal terminal = shell.terminal();
    terminal.line(
        "%s is version %d  %s"
            .formatted(
                terminal.paint(Tone.STRONG, Shown.line(stored.name())),
                stored.version(),
                Sizes.count(stored.jobs(), "job")));
    terminal.line("next: croft run " + stored.name() + TemplateTable.required(stored));
  }

  private void list() throws IOException, InterruptedException {
    Page<TemplateView> page = list.read(project()::templates);
    if (!json.on() && page.items().isEmpty()) {
      shell.terminal().note("no template yet; store one with croft template put NAME FILE");
      return;
    }
    lines(page);
  }

  private void versions(String template) throws IOException, InterruptedException {
    lines(list.read(paging -> project().templateVersions(template, paging)));
  }

  private void lines(Page<TemplateView> page) {
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return;
    }
    shell.terminal().lines(TemplateTable.lines(page.items(), shell.terminal()));
    list.more(page, shell);
  }

  private void show(String template) throws IOException, InterruptedException {
    if (text) {
      project().templateFile(template, version).lines().forEach(shell.terminal()::line);
      return;
    }
    TemplateView view = project().template(template, version);
    if (json.on()) {
      shell.terminal().line(Json.text(view));
      return;
    }
    shell.terminal().lines(TemplateTable.page(view, shell.terminal()));
  }
}
