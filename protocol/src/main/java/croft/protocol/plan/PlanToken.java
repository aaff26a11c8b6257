package croft.protocol.plan;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * Names what was planned: jobs with their definitions (files, too), dependencies, parameters. Two
 * plans have the same token if the graphs do the same.
 */
public final class PlanToken {
  private PlanToken() {}

  /**
   * The token of a plan; what its expectations are and how it differs from others does not count.
   */
  public static String of(Plan plan) {
    String all =
        Json.text(new Object[] {plan.name(), plan.description(), plan.parameters(), plan.jobs()});
    return Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
