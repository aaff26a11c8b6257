package croft.cli.watch;

import croft.cli.terminal.Terminal;
import java.util.List;

/**
 * The last lines of a terminal, drawn over each other. Whatever is printed above them stays. For
 * one thread, but {@link #close} may come from a shutdown hook.
 */
final class Canvas implements AutoCloseable {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";

  private final Terminal terminal;
  private List<String> drawn = List.of();
  private boolean open;

  Canvas(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Draws lines over those drawn before; none may be wider than the terminal. */
  synchronized void draw(List<String> lines) {
    if (lines.equals(drawn)) {
      return;
    }
    var text = new StringBuilder(open ? "" : HIDE_CURSOR);
    open = true;
    up(text);
    for (String line : lines) {
      text.append(line).append(CLEAR_REST_OF_LINE).append('\n');
    }
    // One write, so that no half is seen.
    terminal.out().print(text.append(CLEAR_BELOW));
    terminal.out().flush();
    drawn = List.copyOf(lines);
  }

  /** Prints lines that stay, above what is drawn. */
  synchronized void above(List<String> lines) {
    var text = new StringBuilder();
    up(text).append(CLEAR_BELOW);
    lines.forEach(line -> text.append(line).append('\n'));
    drawn.forEach(line -> text.append(line).append('\n'));
    terminal.out().print(text);
    terminal.out().flush();
  }

  private StringBuilder up(StringBuilder text) {
    return drawn.isEmpty() ? text : text.append("\r\u001b[").append(drawn.size()).append('A');
  }

  /** Whether something is drawn. */
  synchronized boolean isOpen() {
    return open;
  }

  /** Takes what is drawn away; the cursor is back. */
  synchronized void clear() {
    var text = new StringBuilder();
    up(text);
    terminal
        .out()
        .print(text.append(drawn.isEmpty() ? "" : CLEAR_BELOW).append(open ? SHOW_CURSOR : ""));
    terminal.out().flush();
    drawn = List.of();
    open = false;
  }

  /** Leaves what is drawn where it is; the cursor is back. */
  @Override
  public synchronized void close() {
    if (open) {
      terminal.out().print(SHOW_CURSOR);
      terminal.out().flush();
      open = false;
      drawn = List.of();
    }
  }
}
