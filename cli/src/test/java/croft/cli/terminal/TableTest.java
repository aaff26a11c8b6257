package croft.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Terminal terminal(int width, boolean colours) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Terminal(nowhere, nowhere, false, colours, () -> width);
  }

  private static Table table() {
    Table table =
        new Table()
            .column("graph", Fit.NUMBER)
            .column("key", Fit.MIDDLE)
            .column("state", Fit.WHOLE)
            .column("why", Fit.END);
    table.row(
        Cell.of("7"),
        Cell.of("test/linux/a-rather-long-name/binary"),
        new Cell("✗ failed", Tone.BAD),
        Cell.of("exit code 1: the compiler did not find a file"));
    table.row(Cell.of("1234"), Cell.of("fetch"), new Cell("✓ succeeded", Tone.GOOD), Cell.of(""));
    return table;
  }

  @Test
  void columnsAreAsWideAsTheirWidestCellWhereThereIsRoom() {
    assertThat(table().lines(terminal(Integer.MAX_VALUE, false)))
        .containsExactly(
            "graph  key                                   state        why",
            "    7  test/linux/a-rather-long-name/binary  ✗ failed     exit code 1: the compiler"
                + " did not find a file",
            " 1234  fetch                                 ✓ succeeded");
  }

  @Test
  void theWidestColumnsAreCutUntilTheLineFits() {
    assertThat(table().lines(terminal(70, false)))
        .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(70))
        .containsExactly(
            "graph  key                       state        why",
            "    7  test/linux/a…name/binary  ✗ failed     exit code 1: the compil…",
            " 1234  fetch                     ✓ succeeded");
  }

  @Test
  void coloursDoNotChangeTheWidths() {
    assertThat(table().lines(terminal(70, true)).get(2))
        .isEqualTo(" 1234  fetch                     \u001b[32m✓ succeeded\u001b[0m");
  }

  @Test
  void aWideCharacterTakesTwoCells() {
    assertThat(Cells.width("日本")).isEqualTo(4);
    assertThat(Cells.cut("日本語テスト", 7)).isEqualTo("日本語…");
    assertThat(Cells.width("e\u0301")).isEqualTo(1);
  }
}
