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
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" font-family="sans-serif"\
         font-size="11" fill="#333">
        <rect width="100%%" height="100%%" fill="#fff"/>
        """
            .formatted(at(width), at(TOP + HEIGHT + BELOW)));
    text(svg, 12, 18, "start", "bold", title);
    legend(svg);
    for (double tick = 0; tick <= top + step / 2; tick += step) {
      double y = y(tick, top);
      svg.append(
          "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>\n"
              .formatted(at(LEFT), at(y), at(width - GAP), at(y)));
      text(svg, LEFT - 6, y + 4, "end", "normal", number(tick));
    }
    return svg.append(body).append("</svg>\n").toString();
  }

  private void draw(StringBuilder out, Bar bar, double x, double top) {
    double below = 0;
    for (int part = 0; part < parts.size(); part++) {
      double above = below + bar.values().get(part);
      rectangle(out, x, y(above, top), BAR, y(below, top) - y(above, top), part);
      below = above;
    }
    text(out, x + BAR / 2.0, y(below, top) - 4, "middle", "normal", number(below));
    out.append(
        "<text transform=\"translate(%s %s) rotate(-40)\" text-anchor=\"end\">%s</text>\n"
            .formatted(at(x + BAR / 2.0 + 4), at(TOP + HEIGHT + 14), escape(bar.label())));
  }

  private void legend(StringBuilder out) {
    int x = LEFT;
    for (int part = 0; part < parts.size(); part++) {
      rectangle(out, x, 27, 10, 10, part);
      text(out, x + 14, 36, "start", "normal", parts.get(part));
      x += 90;
    }
  }

  private static double y(double value, double top) {
    return TOP + HEIGHT * (1 - value / top);
  }

  private static String number(double value) {
    return value < 10 && value != Math.rint(value)
        ? at(value)
        : String.format(Locale.ROOT, "%,.0f", value);
  }

  private static void text(
      StringBuilder out, double x, double y, String anchor, String weight, String text) {
    out.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>\n"
            .formatted(at(x), at(y), anchor, weight, escape(text)));
  }

  private static void rectangle(
      StringBuilder out, double x, double y, double width, double height, int part) {
    out.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
            .formatted(at(x), at(y), at(width), at(height), COLOURS.get(part % COLOURS.size())));
  }

  /** A coordinate: no document can be read in which it has a comma. */
  private static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
