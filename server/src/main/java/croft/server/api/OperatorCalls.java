package croft.server.api;

import croft.protocol.wire.Health;
import croft.server.api.Routes.Route;
import croft.server.observe.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What operators and their tools ask. */
final class OperatorCalls implements CallGroup {
  private static final String OPENAPI = "/croft/openapi.yaml";

  private final Supplier<Health> ready;
  private final Metrics metrics;

  OperatorCalls(Supplier<Health> ready, Metrics metrics) {
    this.ready = ready;
    this.metrics = metrics;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("GET", "/health/live", true, x -> x.json(200, new Health("up", null))));
    routes.add(new Route("GET", "/health/ready", true, this::ready));
    routes.add(
        new Route(
            "GET",
            "/metrics",
            false,
            x ->
                x.send(
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.text().getBytes(StandardCharsets.UTF_8))));
    routes.add(new Route("GET", "/openapi.yaml", true, this::openApi));
  }

  private void ready(Exchange exchange) {
    Health health = ready.get();
    exchange.set("Cache-Control", "no-store");
    exchange.json(health.status().equals("up") ? 200 : 503, health);
  }

  private void openApi(Exchange exchange) throws IOException {
    try (InputStream document = OperatorCalls.class.getResourceAsStream(OPENAPI)) {
      if (document == null) {
        throw new IOException("the program has no " + OPENAPI);
      }
      exchange.send(200, "application/yaml", document.readAllBytes());
    }
  }
}
