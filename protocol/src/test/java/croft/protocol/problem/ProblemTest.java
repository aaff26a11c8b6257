package croft.protocol.problem;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.Limits;
import croft.protocol.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static List<Place> places(int n) {
    return IntStream.range(0, n).mapToObj(i -> new Place("line " + i, "bad")).toList();
  }

  @Test
  void onlyTheFirstPlacesAreKeptAndAllAreCounted() {
    Problem problem = ProblemType.INVALID_GRAPH.problem("many faults", places(250));
    assertThat(problem.places()).hasSize(Limits.PLACES_MAX);
    assertThat(problem.count()).isEqualTo(250);
    assertThat(problem.text()).contains("and 150 more").endsWith(problem.next());
  }

  @Test
  void theJsonIsThatOfRfc9457() {
    assertThat(Json.text(ProblemType.NO_SUCH_GRAPH.problem("no graph 7 in project default")))
        .isEqualTo(
            "{\"type\":\"/problems/no-such-graph\","
                + "\"title\":\"There is no such graph in this project\",\"status\":404,"
                + "\"detail\":\"no graph 7 in project default\","
                + "\"next\":\"List the project's graphs: GET /api/v1/projects/{project}/graphs.\","
                + "\"places\":[]}");
  }

  @Test
  void slugsAreUniqueAndEverySentenceEnds() {
    assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::slug)).doesNotHaveDuplicates();
    for (ProblemType type : ProblemType.values()) {
      assertThat(type.slug()).matches("[a-z]+(-[a-z]+)*");
      assertThat(type.next()).endsWith(".");
      assertThat(type.title()).doesNotEndWith(".");
      assertThat(type.status()).isBetween(400, 599);
      assertThat(ProblemType.of(type.uri())).isEqualTo(type);
    }
  }

  @Test
  void aProblemFromANewerFarmIsStillReadable() {
    var problem =
        Json.readResponse(
            "{\"type\":\"/problems/new\",\"title\":\"New\",\"status\":418,\"more\":1}",
            Problem.class);
    assertThat(problem.catalogued()).isNull();
    assertThat(new ProblemException(problem)).hasMessage("New");
  }
}
