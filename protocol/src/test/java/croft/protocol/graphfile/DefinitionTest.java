package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.CanonicalJson;
import croft.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.params.provider.MethodSource;
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

  static List<JobKind> kinds() {
    var some = new TreeMap<>(Map.of("b", "1", "a", "\"2\""));
    return List.of(
        JobKind.Breakpoint.PLAIN,
        new JobKind.Breakpoint(
            List.of(
                new JobKind.Approver(JobKind.Approver.Type.GROUP, "release"),
                new JobKind.Approver(JobKind.Approver.Type.USER, "ann@example.org")),
            Duration.ofHours(24),
            JobKind.OnTimeout.CONTINUE,
            true,
            null,
            "go on?"),
        new JobKind.Breakpoint(
            List.of(), Duration.ofDays(3), JobKind.OnTimeout.SKIP, false, "landings", ""),
        new JobKind.Notify("it is done", null),
        new JobKind.Notify("\u20ac", "topic"),
        new JobKind.Timer.After(Duration.ofMinutes(10)),
        new JobKind.Timer.At(Instant.parse("2026-12-01T08:00:00.25Z")),
        new JobKind.ChildGraph.OfTemplate("nightly", null, new TreeMap<>()),
        new JobKind.ChildGraph.OfTemplate("nightly", 3, some),
        new JobKind.ChildGraph.OfFile("{\"croft\":1}", some));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsInItsJson(JobKind kind) {
    Definition definition = Definition.ofFarm(kind, null);
    String json = definition.toJson();
    assertThat(json).isEqualTo(CanonicalJson.text(Json.readResponse(json, JsonNode.class)));
    assertThat(json).contains("\"" + kind.word() + "\":{");
    assertThat(Definition.fromJson(json)).isEqualTo(definition);
  }

  @ParameterizedTest
  @CsvSource({"-,-,-", "main,-,-", "main,sub/dir,-", "-,sub/dir,abc", "main,sub,abc", "-,-,abc"})
  void growthAndSourceAreInItsJson(String revision, String path, String commit) {
    var source = new Source("r", orNull(revision), orNull(path), orNull(commit));
    Definition plain = definition("x", null);
    var definition =
        new Definition(
            "x",
            plain.env(),
            null,
            List.of(),
            List.of(),
            List.of(),
            Duration.ofHours(1),
            Retry.DEFAULT,
            "p",
            List.of(),
            Resources.NONE,
            null,
            new JobKind.Script(),
            new Expand("graph.json", 7),
            source);
    String json = definition.toJson();
    assertThat(json).isEqualTo(CanonicalJson.text(Json.readResponse(json, JsonNode.class)));
    assertThat(Definition.fromJson(json)).isEqualTo(definition);
  }

  private static @Nullable String orNull(String text) {
    return text.equals("-") ? null : text;
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
