package croft.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.server.api.Routes.Match;
import croft.server.api.Routes.Route;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final Routes routes = new Routes();

  RoutesTest() {
    add("GET", "/graphs");
    add("POST", "/graphs");
    add("GET", "/graphs/{graph}/jobs/{job}");
    add("GET", "/graphs/{graph}/jobs/{job}/artifacts/{name…}");
  }

  @Test
  void aPathMeansACall() {
    assertThat(found("GET", "/graphs").route().method()).isEqualTo("GET");
    assertThat(found("GET", "/graphs/1/jobs/2").parameters())
        .isEqualTo(Map.of("graph", "1", "job", "2"));
  }

  @Test
  void aKeyWithSlashesIsOneSegmentWhenTheyAreEncoded() {
    assertThat(found("GET", "/graphs/1/jobs/test%2F17%2fbinary").parameters())
        .containsEntry("job", "test/17/binary");
    assertThat(routes.find("GET", "/graphs/1/jobs/test/17")).isInstanceOf(Match.None.class);
  }

  @Test
  void theRestOfAPathMayHaveSlashes() {
    assertThat(found("GET", "/graphs/1/jobs/2/artifacts/a/b%20c/d").parameters())
        .containsEntry("name", "a/b c/d");
    // Whether it may be a name is not for the router to say.
    assertThat(found("GET", "/graphs/1/jobs/2/artifacts/../x").parameters())
        .containsEntry("name", "../x");
    assertThat(routes.find("GET", "/graphs/1/jobs/2/artifacts/")).isInstanceOf(Match.None.class);
  }

  @Test
  void otherMethodsAreNamed() {
    assertThat(routes.find("DELETE", "/graphs"))
        .isEqualTo(new Match.OtherMethods(Set.of("GET", "POST")));
    assertThat(routes.find("GET", "/nothing")).isInstanceOf(Match.None.class);
    assertThat(routes.find("GET", "/graphs/")).isInstanceOf(Match.None.class);
  }

  @Test
  void whatIsNotPercentEncodedUtf8IsRefused() {
    for (String bad : new String[] {"%", "%2", "%zz", "%ff", "%c3%28"}) {
      assertThatThrownBy(() -> routes.find("GET", "/graphs/1/jobs/" + bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void add(String method, String template) {
    routes.add(new Route(method, template, false, _ -> {}));
  }

  private Match.Found found(String method, String path) {
    Match match = routes.find(method, path);
    assertThat(match).isInstanceOf(Match.Found.class);
    return (Match.Found) match;
  }
}
