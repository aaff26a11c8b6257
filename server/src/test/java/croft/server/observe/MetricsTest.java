package croft.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void countersGaugesAndHistogramsAreWrittenAsPrometheusReadsThem() {
    metrics.counter("c_total", "Things", "route", "/a\"b", "status", "200").add(3);
    metrics.gauge("g", "Level", () -> 1.5);
    Metrics.Histogram histogram = metrics.histogram("h", "Sizes", new double[] {1, 10});
    histogram.record(0.5);
    histogram.record(10);
    histogram.record(11);
    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP c_total Things
            # TYPE c_total counter
            c_total{route="/a\\"b",status="200"} 3
            # HELP g Level
            # TYPE g gauge
            g 1.5
            # HELP h Sizes
            # TYPE h histogram
            h_bucket{le="1"} 1
            h_bucket{le="10"} 2
            h_bucket{le="+Inf"} 3
            h_sum 21.5
            h_count 3
            """);
  }

  @Test
  void labelsWithoutEndAreCountedTogether() {
    for (int i = 0; i < Metrics.SERIES_MAX + 50; i++) {
      metrics.counter("c_total", "Things", "who", "client-" + i).increment();
    }
    assertThat(metrics.text()).contains("c_total{who=\"other\"} 50");
  }
}
