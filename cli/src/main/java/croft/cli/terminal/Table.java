package croft.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under headings, fitted to the width of a terminal: columns are as wide as their widest cell;
 * where that is too much, the widest that may be cut are.
 */
public final class Table {
  /** What may be done to a column. */
  public enum Fit {
    /** Never cut: numbers, states. */
    WHOLE,
    /** Never cut, to the right. */
    NUMBER,
    /** Cut at the end: sentences. */
    END,
    /** Cut in the middle: keys and paths, whose ends tell them apart. */
    MIDDLE
  }

  /**
   * One value.
   *
   * @param text already safe to print, see {@link Shown}
   * @param tone what it means
   */
  public record Cell(String text, Tone tone) {
    public static Cell of(String text) {
      return new Cell(text, Tone.PLAIN);
    }
  }

  private static final String GAP = "  ";
  private static final int CUT_MIN = 8;

  private final List<String> headings = new ArrayList<>();
  private final List<Fit> fits = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  public Table column(String heading, Fit fit) {
    headings.add(heading);
    fits.add(fit);
    return this;
  }

  /** Adds a row; one cell for each column. */
  public void row(Cell... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row of %d cells in a table of %d columns".formatted(cells.length, headings.size()));
    }
    rows.add(List.of(cells));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of the table, headings first. */
  public List<String> lines(Terminal terminal) {
    int[] widths = widths(terminal.width());
    List<String> lines = new ArrayList<>(rows.size() + 1);
    lines.add(line(terminal, headings.stream().map(h -> new Cell(h, Tone.QUIET)).toList(), widths));
    for (List<Cell> row : rows) {
      lines.add(line(terminal, row, widths));
    }
    return lines;
  }

  private String line(Terminal terminal, List<Cell> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = row.get(i);
      String cut =
          fits.get(i) == Fit.MIDDLE
              ? Cells.cutMiddle(cell.text(), widths[i])
              : Cells.cut(cell.text(), widths[i]);
      boolean last = i == widths.length - 1;
      boolean right = fits.get(i) == Fit.NUMBER;
      String text = last && !right ? cut : Cells.padded(cut, widths[i], right);
      line.append(i == 0 ? "" : GAP);
      // Padding outside of the colours: an underlined or inverse tone must not draw blanks.
      String content = text.strip();
      int start = content.isEmpty() ? 0 : text.indexOf(content);
      line.append(text, 0, start)
          .append(terminal.paint(cell.tone(), content))
          .append(text, start + content.length(), text.length());
    }
    return line.toString().stripTrailing();
  }

  private int[] widths(int available) {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Cells.width(headings.get(i));
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], Cells.width(row.get(i).text()));
      }
    }
    long excess =
        Arrays.stream(widths).asLongStream().sum()
            + (long) GAP.length() * (widths.length - 1)
            - available;
    while (excess > 0) {
      int widest = widestThatMayBeCut(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      excess--;
    }
    return widths;
  }

  private int widestThatMayBeCut(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean flexible = fits.get(i) == Fit.END || fits.get(i) == Fit.MIDDLE;
      if (flexible && widths[i] > CUT_MIN && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }
}
