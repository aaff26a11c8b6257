package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Paging;
import croft.protocol.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlanApiTest {
  private static final String FILE =
      """
      croft: 1
      name: planned
      parameters:
        branch: {type: choice, choices: [main, stable]}
        depth: {type: number, default: 2}
      expect:
        - {that: "jobs.size() == 5", message: five jobs}
      jobs:
        fetch: {script: ./fetch.sh, estimate: 30s}
        build: {matrix: {os: [linux, mac]}, needs: [fetch], script: make, estimate: 5m}
        slow: {active: false, needs: [build/linux], script: sleep 1}
        report: {finally: true, script: ./report.sh}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static HttpResponse<String> plan(String query, String text) throws Exception {
    return farm.send(
        farm.request("/api/v1/projects/default/plan" + query)
            .header("Content-Type", "application/yaml")
            .POST(BodyPublishers.ofString(text)));
  }

  private static JsonNode good(String query, String text) throws Exception {
    HttpResponse<String> answer = plan(query, text);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.responses().readTree(answer.body());
  }

  @Test
  void aGraphFileIsPlannedAndNothingIsStored() throws Exception {
    JsonNode answer = good("", FILE);
    JsonNode plan = answer.path("plan");
    assertThat(plan.path("jobs").size()).isEqualTo(5);
    assertThat(plan.path("inactive").asInt()).isEqualTo(1);
    assertThat(plan.path("criticalPath").path("seconds").asInt()).isEqualTo(330);
    assertThat(plan.path("expectations").path(0).path("verdict").asString()).isEqualTo("MET");
    assertThat(plan.has("difference")).isFalse();
    assertThat(answer.path("parameters").path(0).path("name").asString()).isEqualTo("branch");
    assertThat(answer.path("parameters").path(0).path("required").asBoolean()).isTrue();
    assertThat(farm.project().graphs(null, "planned", Paging.FIRST).items()).isEmpty();
  }

  @Test
  void faultsAreToldWithTheirPlaces() throws Exception {
    HttpResponse<String> answer = plan("", FILE.replace("needs: [fetch]", "needs: [fetsch]"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(
            Json.responses()
                .readTree(answer.body())
                .path("places")
                .path(0)
                .path("where")
                .asString())
        .startsWith("10:47 ");
    assertThat(plan("?set=depth=two", FILE).statusCode()).isEqualTo(422);
  }

  @Test
  void aPlanSaysHowItDiffersFromAGraph() throws Exception {
    long graph =
        farm.submit(
                FILE.replace(
                    "branch: {type: choice, choices: [main, stable]}", "branch: {default: main}"))
            .graph();
    JsonNode difference =
        good(
                "?against=" + graph,
                FILE.replace("./fetch.sh", "./fetch.sh --all") + "  extra: {script: echo}\n")
            .path("plan")
            .path("difference");
    assertThat(difference.path("added").path(0).asString()).isEqualTo("extra");
    assertThat(difference.path("changed").path(0).path("key").asString()).isEqualTo("fetch");
    assertThat(plan("?against=1", FILE).statusCode()).isEqualTo(404);
  }
}
