package croft.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          ||
          1.254||, 1.25 core-hours
          1.254|0|, 1.25 core-hours for 0.00
          1234|56.789|, 1234.00 core-hours for 56.79
          0.0123|0.00049|, 0.012 core-hours for 0.00049
          """)
  void whatSmallSumsSayIsNotZero(
      @Nullable Double hours, @Nullable Double cost, @Nullable String text) {
    assertThat(CostText.of(hours, cost)).isEqualTo(text == null ? "" : text);
  }
}
