package croft.cli.plan;

import croft.protocol.plan.Plan;
import croft.protocol.plan.PlannedEdge;
import croft.protocol.plan.PlannedJob;
import java.util.HashMap;
import java.util.Map;

/** A plan in the languages of programs that draw graphs. */
public final class PlanDrawing {
  private PlanDrawing() {}

  /** For Graphviz: {@code dot -Tsvg}. Inactive jobs and what comes after are dashed. */
  public static String dot(Plan plan) {
    var out = new StringBuilder("digraph ").append(quoted(plan.name())).append(" {\n");
    out.append("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    for (PlannedJob job : plan.jobs()) {
      out.append("  ").append(quoted(job.key()));
      if (!job.active()) {
        out.append(" [style=\"rounded,dashed\", fontcolor=gray]");
      } else if (!job.kind().equals("script")) {
        out.append(" [shape=hexagon, style=\"\"]");
      }
      out.append(";\n");
    }
    int joins = 0;
    for (PlannedJob job : plan.jobs()) {
      for (PlannedEdge edge : job.waitsFor()) {
        if (edge.job() == null) {
          String join = quoted("join " + ++joins);
          out.append(
              "  %s [shape=circle, label=%s];\n".formatted(join, "\"" + edge.atLeast() + "\""));
          for (PlannedEdge member : edge.of()) {
            out.append("  %s -> %s;\n".formatted(quoted(other(member)), join));
          }
          out.append("  %s -> %s;\n".formatted(join, quoted(job.key())));
        } else {
          out.append(
              "  %s -> %s%s;\n"
                  .formatted(quoted(other(edge)), quoted(job.key()), attributes(edge)));
        }
      }
    }
    return out.append("}\n").toString();
  }

  private static String attributes(PlannedEdge edge) {
    if (edge.kind().equals("after")) {
      return " [style=dashed]";
    }
    return "succeeded".equals(edge.condition())
        ? ""
        : " [label=\"%s\"]".formatted(edge.condition());
  }

  private static String other(PlannedEdge edge) {
    return edge.graph() == null
        ? String.valueOf(edge.job())
        : "graph " + edge.graph() + " " + edge.job();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** For Mermaid: a flowchart, as Markdown viewers draw it. */
  public static String mermaid(Plan plan) {
    var out = new StringBuilder("flowchart LR\n");
    Map<String, String> ids = new HashMap<>();
    for (PlannedJob job : plan.jobs()) {
      String id = "j" + job.job();
      ids.put(job.key(), id);
      boolean script = job.kind().equals("script");
      out.append("  ")
          .append(id)
          .append(script ? "[\"" : "{{\"")
          .append(escaped(job.key()))
          .append(script ? "\"]" : "\"}}")
          .append(job.active() ? "" : ":::inactive")
          .append('\n');
    }
    int others = 0;
    for (PlannedJob job : plan.jobs()) {
      String id = ids.get(job.key());
      for (PlannedEdge edge : job.waitsFor()) {
        if (edge.job() == null) {
          String join = "k" + ++others;
          out.append("  %s((%d))\n".formatted(join, edge.atLeast()));
          for (PlannedEdge member : edge.of()) {
            out.append("  %s --> %s\n".formatted(ids.get(member.job()), join));
          }
          out.append("  %s --> %s\n".formatted(join, id));
        } else if (edge.graph() != null) {
          String other = "g" + ++others;
          out.append("  %s[/\"%s\"/]\n".formatted(other, escaped(other(edge))));
          out.append("  %s%s%s\n".formatted(other, arrow(edge), id));
        } else {
          out.append("  %s%s%s\n".formatted(ids.get(edge.job()), arrow(edge), id));
        }
      }
    }
    if (plan.inactive() > 0) {
      out.append("  classDef inactive stroke-dasharray:4,color:#888\n");
    }
    return out.toString();
  }

  private static String arrow(PlannedEdge edge) {
    if (edge.kind().equals("after")) {
      return " -.-> ";
    }
    return "succeeded".equals(edge.condition()) ? " --> " : " -->|" + edge.condition() + "| ";
  }

  private static String escaped(String text) {
    return text.replace("#", "#35;").replace("\"", "#quot;");
  }
}
