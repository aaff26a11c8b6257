package croft.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * Stacked bars in groups, as SVG.
 *
 * @param title what is shown, and its unit
 * @param parts names of the parts of each bar, from below
 * @param bars those of a group follow each other
 */
record Bars(String title, List<String> parts, List<Bar> bars) {
  private static final List<String> COLOURS = List.of("#3b6fb6", "#e0913a", "#5a9e6f");
  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int HEIGHT = 240;
  private static final int BAR = 26;
  private static final int GAP = 10;
  private static final int BETWEEN_GROUPS = 34;
  private static final int BELOW = 90;
  private static final int WIDTH_MIN = 420;
  private static final int TICKS = 5;

  /**
   * One bar.
   *
   * @param values of its parts, each at least 0
   */
  record Bar(String group, String label, List<Double> values) {
    double sum() {
      return values.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  Bars {
    parts = List.copyOf(parts);
    bars = List.copyOf(bars);
    for (Bar bar : bars) {
      if (bar.values().size() != parts.size()) {
        throw new IllegalArgumentException(
            bar.label() + " has " + bar.values().size() + " values for parts " + parts);
      }
    }
  }

  /** The smallest of 1, 2 and 5 times a power of ten that so many steps of reach the value. */
  static double step(double max, int steps) {
    double least = max / steps;
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** The picture as a document. */
  String svg() {
    double max = bars.stream().mapToDouble(Bar::sum).max().orElse(1);
    double step = step(max <= 0 ? 1 : max, TICKS);
    double top = Math.max(step, Math.ceil(max / step - 1e-9) * step);
    StringBuilder body = new StringBuilder();
    double end = LEFT + GAP;
    String group = null;
    double groupBegin = end;
    for (Bar bar : bars) {
      if (!bar.group().equals(group)) {
        if (group != null) {
          text(body, (groupBegin + end - GAP) / 2, TOP + HEIGHT + 82, "middle", "bold", group);
          end += BETWEEN_GROUPS;
        }
        group = bar.group();
        groupBegin = end;
      }
      draw(body, bar, end, top);
      end += BAR + GAP;
    }
    if (group != null) {
      text(body, (groupBegin + end - GAP) / 2, TOP + HEIGHT + 82, "middle", "bold", group);
    }
    double width = Math.max(WIDTH_MIN, end + GAP);
    StringBuilder svg = new StringBuilder();
    append(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\" font-family=\"sans-serif\""
            + " font-size=\"11\" fill=\"#333\">\n",
        width,
        TOP + HEIGHT + BELOW);
    append(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
    text(svg, 12, 18, "start", "bold", title);
    legend(svg);
    for (double tick = 0; tick <= top + step / 2; tick += step) {
      double y = y(tick, top);
      append(
          svg,
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
          LEFT,
          y,
          width - GAP,
          y);
      text(svg, LEFT - 6, y + 4, "end", "normal", number(tick));
    }
    return svg.append(body).append("</svg>\n").toString();
  }

  private void draw(StringBuilder out, Bar bar, double x, double top) {
    double below = 0;
    for (int part = 0; part < parts.size(); part++) {
      double above = below + bar.values().get(part);
      append(
          out,
          "<rect x=\"%.0f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"/>\n",
          x,
          y(above, top),
          BAR,
          y(below, top) - y(above, top),
          COLOURS.get(part % COLOURS.size()));
      below = above;
    }
    text(out, x + BAR / 2.0, y(below, top) - 4, "middle", "normal", number(below));
    append(
        out,
        "<text transform=\"translate(%.1f %d) rotate(-40)\" text-anchor=\"end\">%s</text>\n",
        x + BAR / 2.0 + 4,
        TOP + HEIGHT + 14,
        escape(bar.label()));
  }

  private void legend(StringBuilder out) {
    int x = LEFT;
    for (int part = 0; part < parts.size(); part++) {
      append(
          out,
          "<rect x=\"%d\" y=\"27\" width=\"10\" height=\"10\" fill=\"%s\"/>\n",
          x,
          COLOURS.get(part % COLOURS.size()));
      text(out, x + 14, 36, "start", "normal", parts.get(part));
      x += 90;
    }
  }

  private static double y(double value, double top) {
    return TOP + HEIGHT * (1 - value / top);
  }

  private static String number(double value) {
    return String.format(
        Locale.ROOT, value < 10 && value != Math.rint(value) ? "%.1f" : "%,.0f", value);
  }

  private static void text(
      StringBuilder out, double x, double y, String anchor, String weight, String text) {
    append(
        out,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>\n",
        x,
        y,
        anchor,
        weight,
        escape(text));
  }

  private static void append(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
