package croft.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  private static String canonical(String json) {
    return CanonicalJson.text(Json.responses().readTree(json));
  }

  @Test
  void membersAreSortedByUtf16CodeUnitsAtEveryLevel() {
    assertThat(canonical("{ \"b\" : [ 1, {\"z\":null,\"a\":true} ], \"a\" : {} }"))
        .isEqualTo("{\"a\":{},\"b\":[1,{\"a\":true,\"z\":null}]}");
    // The RFC's own example: U+1F600 is written with surrogates and sorts before U+FB33.
    assertThat(canonical("{\"\\ufb33\":1,\"\\ud83d\\ude00\":2,\"\\u20ac\":3,\"\\r\":4,\"1\":5}"))
        .isEqualTo("{\"\\r\":4,\"1\":5,\"\u20ac\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
  }

  @Test
  void onlyNecessaryCharactersAreEscaped() {
    assertThat(canonical("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u001f\\t\""))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\u001f\\t\"");
  }

  // Appendix B of RFC 8785.
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
  })
  void numbersAreWrittenAsEcmaScriptDoes(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(CanonicalJson.ecmaScript(value)).isEqualTo(text);
  }

  @Property
  void aNumberReadsBackAsItself(@ForAll double value) {
    assertThat(Double.parseDouble(CanonicalJson.ecmaScript(value)))
        .isEqualTo(value == 0 ? 0 : value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740993", "[-9007199254740993]", "\"\\ud800\"", "\"\\u0000\""})
  void whatProgramsDoNotAgreeOnIsRefused(String json) {
    assertThatThrownBy(() -> canonical(json)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDigestIsThatOfTheCanonicalText() {
    assertThat(CanonicalJson.digest(Json.responses().readTree("{\"b\":1,\"a\":2}")))
        .isEqualTo(
            Digest.of("{\"a\":2,\"b\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
