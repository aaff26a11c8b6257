package croft.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Commands;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
  static Stream<Arguments> bombs() {
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("half an object", "{\"reason\":"),
        Arguments.of("two values", "{} {}"),
        Arguments.of("a member twice", "{\"reason\":\"a\",\"reason\":\"b\"}"),
        Arguments.of("deep lists", "{\"x\":" + "[".repeat(100_000)),
        Arguments.of("a long number", "{\"reason\":" + "1".repeat(1_000_000) + "}"),
        Arguments.of("a long name", "{\"" + "n".repeat(100_000) + "\":1}"),
        Arguments.of("a long string", "{\"reason\":\"" + "s".repeat(2_000_000) + "\"}"),
        Arguments.of("NaN", "{\"reason\":NaN}"),
        Arguments.of("a comment", "{/* */}"),
        Arguments.of("a control character", "{\"reason\":\"\u0000\"}"),
        Arguments.of("NUL", "{\"reason\":\"\\u0000\"}"),
        Arguments.of("half a surrogate pair", "{\"reason\":\"\\ud800\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void whatIsNoGoodIsRefusedWithAPlace(String what, String body) {
    assertThatThrownBy(
            () -> Json.readRequest(body.getBytes(StandardCharsets.UTF_8), Commands.Because.class))
        .as(what)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(400);
              assertThat(e.problem().places()).hasSize(1);
              assertThat(e.problem().text().length()).isLessThan(1_000);
            });
  }

  @Test
  void aSyntaxErrorNamesLineAndColumn() {
    assertThatThrownBy(
            () ->
                Json.readRequest(
                    "{\n  \"reason\" 1}".getBytes(StandardCharsets.UTF_8), Commands.Because.class))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.is(ProblemType.MALFORMED_BODY)).isTrue();
              assertThat(e.problem().places().getFirst().where()).startsWith("line 2, column 1");
            });
  }

  @Test
  void rawJsonIsCopiedAsItIsAndReadWithoutSpaces() {
    assertThat(Json.text(new RawJson("{\"a\": 1.50}"))).isEqualTo("{\"a\": 1.50}");
    assertThat(Json.readResponse(" { \"a\" : [ 1.50 , true, null ] } ", RawJson.class))
        .isEqualTo(new RawJson("{\"a\":[1.50,true,null]}"));
  }
}
