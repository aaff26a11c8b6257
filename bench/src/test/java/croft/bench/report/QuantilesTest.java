package croft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void aQuantileIsTheSmallestValueThatSoManyDoNotExceed() {
    Quantiles four = new Quantiles(new double[] {40, 10, 30, 20});
    assertThat(four.at(0)).isEqualTo(10);
    assertThat(four.at(0.25)).isEqualTo(10);
    assertThat(four.median()).isEqualTo(20);
    assertThat(four.at(0.51)).isEqualTo(30);
    assertThat(four.at(0.99)).isEqualTo(40);
    assertThat(four.max()).isEqualTo(40);
  }

  @Test
  void ofNothingItIsNothing() {
    assertThat(new Quantiles(new double[0]).at(0.99)).isZero();
  }

  @Test
  void whatWasMeasuredIsNotChanged() {
    double[] measured = {2, 1};
    assertThat(new Quantiles(measured).count()).isEqualTo(2);
    assertThat(measured).containsExactly(2, 1);
  }

  @Test
  void aShareIsFromNoneToAll() {
    assertThatThrownBy(() -> new Quantiles(new double[] {1}).at(1.1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
