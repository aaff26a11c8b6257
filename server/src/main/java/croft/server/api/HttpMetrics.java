package croft.server.api;

import croft.server.observe.Metrics;

/** Counts answers and how long they took, by the call's template. */
final class HttpMetrics {
  private static final double[] SECONDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};

  private final Metrics metrics;

  HttpMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void answered(String method, String template, int status, long nanos) {
    metrics
        .counter(
            "croft_http_requests_total",
            "Calls answered",
            "method",
            method.length() > 7 ? "other" : method,
            "route",
            template,
            "status",
            Integer.toString(status))
        .increment();
    metrics
        .histogram(
            "croft_http_seconds", "Duration of calls, waits included", SECONDS, "route", template)
        .recordNanos(nanos);
  }
}
