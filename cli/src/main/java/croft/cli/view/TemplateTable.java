package croft.cli.view;

import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.ParameterView;
import croft.protocol.wire.TemplateView;
import java.util.ArrayList;
import java.util.List;

/** Templates as a table, and the page of one. */
public final class TemplateTable {
  private TemplateTable() {}

  /** A line for each template, or version. */
  public static List<String> lines(List<TemplateView> templates, Terminal terminal) {
    Table table =
        new Table()
            .column("template", Fit.MIDDLE)
            .column("version", Fit.NUMBER)
            .column("jobs", Fit.NUMBER)
            .column("stored", Fit.WHOLE)
            .column("by", Fit.END)
            .column("description", Fit.END);
    for (TemplateView template : templates) {
      table.row(
          new Cell(Shown.line(template.name()), Tone.STRONG),
          Cell.of(String.valueOf(template.version())),
          Cell.of(Sizes.count(template.jobs())),
          Cell.of(template.createdAt().toString()),
          Cell.of(Shown.line(template.author())),
          Cell.of(Shown.line(template.description())));
    }
    return table.lines(terminal);
  }

  /** All about a version. */
  public static List<String> page(TemplateView template, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  version %d  %s"
            .formatted(
                terminal.paint(Tone.STRONG, Shown.line(template.name())),
                template.version(),
                Sizes.count(template.jobs(), "job")));
    if (!template.description().isEmpty()) {
      lines.add("  " + Shown.line(template.description()));
    }
    lines.add(
        "  stored      %s by %s".formatted(template.createdAt(), Shown.line(template.author())));
    if (!template.parameters().isEmpty()) {
      lines.add("");
      Table table =
          new Table()
              .column("parameter", Fit.MIDDLE)
              .column("type", Fit.WHOLE)
              .column("default", Fit.MIDDLE)
              .column("choices", Fit.END)
              .column("description", Fit.END);
      for (ParameterView parameter : template.parameters()) {
        String byDefault = parameter.byDefault();
        table.row(
            new Cell(Shown.line(parameter.name()), Tone.STRONG),
            Cell.of(parameter.type().text()),
            parameter.required()
                ? new Cell("required", Tone.WARNING)
                : Cell.of(byDefault == null ? "" : Shown.line(byDefault)),
            Cell.of(Shown.line(String.join(" ", parameter.choices()))),
            Cell.of(Shown.line(parameter.description())));
      }
      lines.addAll(table.lines(terminal));
    }
    return lines;
  }

  /** What a use must give, as options. */
  public static String required(TemplateView template) {
    StringBuilder options = new StringBuilder();
    for (ParameterView parameter : template.parameters()) {
      if (parameter.required()) {
        options.append(" --set ").append(parameter.name()).append("=…");
      }
    }
    return options.toString();
  }
}
