package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.CanonicalJson;
import croft.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DefinitionTest {
  private static Definition definition(String script, @Nullable List<Input> inputs) {
    return new Definition(
        script,
        new TreeMap<>(Map.of("A", script)),
        inputs,
        List.of("o"),
        List.of("a"),
        List.of("r"),
        Duration.ofMinutes(1),
        Retry.DEFAULT,
        "p",
        List.of("b", "a", "b"),
        new Resources(1, 2, 3),
        "sha256:" + "0".repeat(64));
  }

  @Property(tries = 500)
  void itsJsonIsCanonicalAndReadsBack(
      @ForAll @CharRange(from = 0x01, to = 0x2FF) @StringLength(max = 20) String script) {
    Definition definition = definition(script, List.of(new Input(script, "f", null)));
    String json = definition.toJson();
    assertThat(json).isEqualTo(CanonicalJson.text(Json.readResponse(json, JsonNode.class)));
    assertThat(Definition.fromJson(json)).isEqualTo(definition);
  }

  @Test
  void noInputsAndAllInputsAreNotTheSame() {
    Definition all = definition("x", null);
    Definition none = definition("x", List.of());
    assertThat(all.digest()).isNotEqualTo(none.digest());
    assertThat(Definition.fromJson(all.toJson()).inputs()).isNull();
    assertThat(Definition.fromJson(none.toJson()).inputs()).isEmpty();
  }

  @Test
  void labelsAreASet() {
    assertThat(definition("x", null).labels()).containsExactly("a", "b");
  }

  @Test
  void whatIsAbsentHasItsDefaultAndWhatIsUnknownIsIgnored() {
    Definition read = Definition.fromJson("{\"script\":\"x\",\"later\":{\"a\":[1]}}");
    assertThat(read.pool()).isEqualTo("default");
    assertThat(read.retry()).isEqualTo(Retry.DEFAULT);
    assertThat(read.timeout()).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]| it must be an object",
        "{}| has no script",
        "{\"script\":1}| /script must be a string",
        "{\"script\":\"x\",\"timeoutSeconds\":\"1\"}| /timeoutSeconds must be a whole number",
        "{\"script\":\"x\",\"timeoutSeconds\":0}| timeout must be whole seconds above 0",
        "{\"script\":\"x\",\"retry\":{\"on\":[\"ever\"]}}| unknown word in retry.on: ever",
        "{\"script\":\"x\"| not a definition: Unexpected end",
        "{\"script\":\"x\"} 1| more follows",
      })
  void whatIsNoDefinitionIsRefused(String json, String message) {
    assertThatThrownBy(() -> Definition.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
