package croft.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.Input;
import croft.protocol.graphfile.Retry;
import croft.protocol.json.Digest;
import croft.protocol.json.RawJson;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the graph file makes is what a worker reads. */
class DefinitionForWorkersTest {
  @Test
  void aWorkerReadsEveryMemberAndItsTextIsCanonical() {
    var made =
        new croft.protocol.graphfile.Definition(
            "echo \"\u20ac\"\n",
            new TreeMap<>(Map.of("B", "2", "A", "1")),
            List.of(new Input("test/*", "*.xml", "in/{key}"), new Input(null, "*", null)),
            List.of("out/**"),
            List.of("report.html"),
            List.of("rep/*.xml"),
            Duration.ofMinutes(20),
            new Retry(
                3, EnumSet.of(Retry.Cause.LOST), Duration.ofSeconds(1), Duration.ofSeconds(9)),
            "default",
            List.of("os=linux"),
            new croft.protocol.graphfile.Resources(2, 1L << 30, 0),
            Digest.of(new byte[0]).text());
    var raw = new RawJson(made.toJson());
    var read = raw.as(Definition.class);
    assertThat(read.canonical()).isEqualTo(raw);
    assertThat(read.digest().text()).isEqualTo(made.digest());
    assertThat(read.timeoutSeconds()).isEqualTo(1_200);
    assertThat(read.env()).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
  }
}
