package croft.server.api;

import croft.server.observe.Metrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts answers and how long they took, by the call's template. */
final class HttpMetrics {
  private static final double[] SECONDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");

  private final Metrics metrics;
  private final Map<Series, Metrics.Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Metrics.Histogram> durations = new ConcurrentHashMap<>();

  HttpMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  private record Series(String method, String template, int status) {}

  void answered(String method, String template, int status, long nanos) {
    counters
        .computeIfAbsent(
            new Series(METHODS.contains(method) ? method : "other", template, status),
            series ->
                metrics.counter(
                    "croft_http_requests_total",
                    "Calls answered",
                    "method",
                    series.method,
                    "route",
                    series.template,
                    "status",
                    Integer.toString(series.status)))
        .increment();
    durations
        .computeIfAbsent(
            template,
            route ->
                metrics.histogram(
                    "croft_http_seconds",
                    "Duration of calls, waits included",
                    SECONDS,
                    "route",
                    route))
        .recordNanos(nanos);
  }
}
