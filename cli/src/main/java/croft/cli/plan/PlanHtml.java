package croft.cli.plan;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Sizes;
import croft.protocol.plan.Difference;
import croft.protocol.plan.Expected;
import croft.protocol.plan.Plan;
import croft.protocol.plan.PlannedEdge;
import croft.protocol.plan.PlannedJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as one file for a browser, which needs nothing else and runs nothing. */
public final class PlanHtml {
  /** More boxes than this are no picture any more; the table has the rest. */
  static final int DRAWN_MAX = 1_500;

  /** Rows of the table: what a browser lays out within a second or two. */
  static final int ROWS_MAX = 20_000;

  private static final int BOX_WIDTH = 180;
  private static final int BOX_HEIGHT = 26;
  private static final int GAP_X = 60;
  private static final int GAP_Y = 10;
  private static final int CHARS_MAX = 26;

  private static final String STYLE =
      """
      body{font:14px system-ui,sans-serif;margin:2em;color:#1a1a1a;background:#fff}
      table{border-collapse:collapse}td,th{text-align:left;padding:.2em .8em;border-bottom:1px solid #ddd;vertical-align:top}
      code{font:12px ui-monospace,monospace;white-space:pre-wrap}.off{color:#777}.add{color:#116329}.del{color:#a40e26}
      .scroll{overflow:auto;border:1px solid #ddd;max-height:70vh}
      svg text{font:11px ui-monospace,monospace;fill:#1a1a1a}svg rect{fill:#f3f6fa;stroke:#6b7f99}
      svg .off rect{fill:#fff;stroke-dasharray:4}svg .other rect{fill:#fff6dd;stroke:#a07c1f}svg .critical rect{stroke-width:2.5;stroke:#b3261e}
      svg path{fill:none;stroke:#9aa7b5}svg path.after{stroke-dasharray:3}
      @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181c}td,th,.scroll{border-color:#3a3f47}
      svg text{fill:#e6e6e6}svg rect{fill:#232830;stroke:#8296b0}svg .off rect{fill:#16181c}svg .other rect{fill:#3a3212}
      .add{color:#7ee2a0}.del{color:#ff9aa5}.off{color:#999}}
      """;

  private final Plan plan;
  private final StringBuilder out = new StringBuilder();

  private PlanHtml(Plan plan) {
    this.plan = plan;
  }

  public static String page(Plan plan) {
    return new PlanHtml(plan).page();
  }

  private String page() {
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" ")
        .append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<title>")
        .append(escaped(plan.name()))
        .append(": plan</title><style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>")
        .append(escaped(plan.name()))
        .append("</h1>\n");
    paragraph(plan.description());
    paragraph(
        "%s, %s inactive, %s dependencies, %s"
            .formatted(
                Sizes.count(plan.jobs().size(), "job"),
                Sizes.count(plan.inactive()),
                Sizes.count(plan.dependencies()),
                Sizes.count(plan.levels(), "level")));
    plan.parameters().forEach((name, value) -> paragraph(name + " = " + value));
    if (plan.criticalPath().seconds() > 0) {
      paragraph(
          "At least "
              + Elapsed.whole(plan.criticalPath().duration())
              + " by estimates: "
              + String.join(" \u2192 ", plan.criticalPath().jobs()));
    }
    expectations();
    if (plan.difference() != null) {
      difference(plan.difference());
    }
    drawing();
    table();
    return out.append("</body></html>\n").toString();
  }

  private void paragraph(String text) {
    if (!text.isEmpty()) {
      out.append("<p>").append(escaped(text)).append("</p>\n");
    }
  }

  private void expectations() {
    if (plan.expectations().isEmpty()) {
      return;
    }
    out.append("<h2>Expectations</h2>\n<table>\n");
    for (Expected expected : plan.expectations()) {
      boolean met = expected.verdict() == Expected.Verdict.MET;
      out.append("<tr><td class=\"")
          .append(met ? "add" : "del")
          .append("\">")
          .append(
              switch (expected.verdict()) {
                case MET -> "met";
                case FAILED -> "failed";
                case FAULTY -> "faulty";
              })
          .append("</td><td>")
          .append(escaped(expected.message()))
          .append("</td><td><code>")
          .append(escaped(expected.that()))
          .append("</code></td><td>")
          .append(
              escaped(
                  expected.fault() == null
                      ? String.join(", ", expected.offending())
                      : expected.fault()))
          .append("</td></tr>\n");
    }
    out.append("</table>\n");
  }

  private void difference(Difference difference) {
    out.append("<h2>Difference</h2>\n");
    if (difference.isEmpty()) {
      paragraph("None.");
      return;
    }
    out.append("<table>\n");
    for (Difference.Field field : difference.graph()) {
      change("the graph", field);
    }
    for (String key : difference.added()) {
      row("add", "+ " + key, "");
    }
    for (String key : difference.removed()) {
      row("del", "\u2212 " + key, "");
    }
    for (Difference.Changed changed : difference.changed()) {
      for (Difference.Field field : changed.fields()) {
        change(changed.key(), field);
      }
    }
    for (Difference.Edge edge : difference.edgesAdded()) {
      row("add", "+ " + edge.job(), "waits for " + edge.waitsFor().text());
    }
    for (Difference.Edge edge : difference.edgesRemoved()) {
      row("del", "\u2212 " + edge.job(), "waits for " + edge.waitsFor().text());
    }
    out.append("</table>\n");
  }

  private void row(String style, String first, String second) {
    out.append(
        "<tr class=\"%s\"><td>%s</td><td>%s</td></tr>\n"
            .formatted(style, escaped(first), escaped(second)));
  }

  private void change(String key, Difference.Field field) {
    out.append("<tr><td>")
        .append(escaped(key))
        .append("</td><td>")
        .append(escaped(field.field()))
        .append("</td><td class=\"del\"><code>")
        .append(escaped(field.before() == null ? "" : field.before()))
        .append("</code></td><td class=\"add\"><code>")
        .append(escaped(field.after() == null ? "" : field.after()))
        .append("</code></td></tr>\n");
  }

  /** A column for each level. */
  private void drawing() {
    List<PlannedJob> drawn = plan.jobs().subList(0, Math.min(DRAWN_MAX, plan.jobs().size()));
    Map<String, int[]> boxes = new HashMap<>();
    int rows = 0;
    int row = 0;
    int level = 0;
    for (PlannedJob job : drawn) {
      row = job.level() == level ? row + 1 : 0;
      level = job.level();
      rows = Math.max(rows, row + 1);
      boxes.put(
          job.key(),
          new int[] {
            GAP_Y + (level - 1) * (BOX_WIDTH + GAP_X), GAP_Y + row * (BOX_HEIGHT + GAP_Y)
          });
    }
    out.append("<h2>Graph</h2>\n");
    if (drawn.size() < plan.jobs().size()) {
      paragraph("The first " + Sizes.count(drawn.size(), "job") + "; the table has more.");
    }
    out.append(
        "<div class=\"scroll\"><svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"graph\">\n"
            .formatted(
                GAP_Y * 2 + level * (BOX_WIDTH + GAP_X), GAP_Y * 2 + rows * (BOX_HEIGHT + GAP_Y)));
    for (PlannedJob job : drawn) {
      for (PlannedEdge edge : job.waitsFor()) {
        line(boxes, edge, job);
        edge.of().forEach(member -> line(boxes, member, job));
      }
    }
    var critical = java.util.Set.copyOf(plan.criticalPath().jobs());
    for (PlannedJob job : drawn) {
      int[] box = boxes.getOrDefault(job.key(), new int[2]);
      String style =
          (job.active() ? "" : "off ")
              + (job.kind().equals("script") ? "" : "other ")
              + (critical.contains(job.key()) ? "critical" : "");
      out.append(
          "<g class=\"%s\"><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/><text x=\"%d\" y=\"%d\">%s</text></g>\n"
              .formatted(
                  style.strip(),
                  escaped(job.key()),
                  box[0],
                  box[1],
                  BOX_WIDTH,
                  BOX_HEIGHT,
                  box[0] + 8,
                  box[1] + 17,
                  escaped(short_(job.key()))));
    }
    out.append("</svg></div>\n");
  }

  private static String short_(String key) {
    return key.length() <= CHARS_MAX ? key : "\u2026" + key.substring(key.length() - CHARS_MAX + 1);
  }

  private void line(Map<String, int[]> boxes, PlannedEdge edge, PlannedJob job) {
    int[] from = edge.graph() == null ? boxes.get(String.valueOf(edge.job())) : null;
    int[] to = boxes.get(job.key());
    if (from != null && to != null) {
      int x = from[0] + BOX_WIDTH;
      int y = from[1] + BOX_HEIGHT / 2;
      int endY = to[1] + BOX_HEIGHT / 2;
      int bend = GAP_X / 2;
      out.append(
          "<path%s d=\"M%d %dC%d %d %d %d %d %d\"/>\n"
              .formatted(
                  edge.kind().equals("after") ? " class=\"after\"" : "",
                  x,
                  y,
                  x + bend,
                  y,
                  to[0] - bend,
                  endY,
                  to[0],
                  endY));
    }
  }

  private void table() {
    out.append(
        "<h2>Jobs</h2>\n<table>\n<tr><th>level</th><th>job</th><th>what</th><th>takes</th><th>waits for</th><th>note</th></tr>\n");
    int shown = Math.min(ROWS_MAX, plan.jobs().size());
    for (PlannedJob job : plan.jobs().subList(0, shown)) {
      out.append("<tr%s>".formatted(job.active() ? "" : " class=\"off\""));
      cell(String.valueOf(job.level()));
      cell(job.key());
      cell(job.kind().equals("script") ? job.pool() : job.kind());
      cell(
          job.estimateSeconds() == null
              ? ""
              : Elapsed.whole(Duration.ofSeconds(job.estimateSeconds())));
      cell(job.waitsFor().stream().map(PlannedEdge::text).collect(Collectors.joining(", ")));
      cell(job.inactiveBecause() == null ? "" : "inactive: " + job.inactiveBecause());
      out.append("</tr>\n");
    }
    out.append("</table>\n");
    if (shown < plan.jobs().size()) {
      paragraph("And " + Sizes.count(plan.jobs().size() - shown, "more job") + ".");
    }
  }

  private void cell(String text) {
    out.append("<td>").append(escaped(text)).append("</td>");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
