package croft.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Where a command prints: results to {@link #out}, everything about them to {@link #err}.
 *
 * @param out for what was asked for
 * @param err for errors, and for progress where {@code out} may be a file
 * @param live whether people look at {@code out} while it is written, so that lines may be redrawn
 * @param colours whether escape sequences for colours are welcome
 * @param columns asks for the width in cells now; {@link Integer#MAX_VALUE} where nothing is cut
 */
public record Terminal(
    PrintStream out, PrintStream err, boolean live, boolean colours, IntSupplier columns) {
  /** Narrower than this, tables are not readable whatever is cut. */
  private static final int COLUMNS_MIN = 40;

  public int width() {
    return Math.max(COLUMNS_MIN, columns.getAsInt());
  }

  public String paint(Tone tone, String text) {
    return colours ? tone.paint(text) : text;
  }

  public void line(String text) {
    out.println(text);
  }

  public void line(Tone tone, String text) {
    out.println(paint(tone, text));
  }

  public void lines(List<String> lines) {
    lines.forEach(out::println);
  }

  /** Something to know beside the result. */
  public void note(String text) {
    err.println(text);
  }
}
