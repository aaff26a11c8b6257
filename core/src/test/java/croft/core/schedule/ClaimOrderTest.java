package croft.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.core.schedule.Requirements.Offer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimOrderTest {
  @Test
  void priorityThenTheLongestWayThenAge() {
    List<Claimable> order =
        List.of(
            new Claimable(9, 0, 10, 1),
            new Claimable(5, 0, 0, 900),
            new Claimable(1, 4, 0, 100),
            new Claimable(1, 7, 0, 100),
            new Claimable(2, 0, 0, 100),
            new Claimable(1, 0, 0, 0),
            new Claimable(1, 0, Integer.MIN_VALUE, Long.MAX_VALUE));
    for (int seed = 0; seed < 20; seed++) {
      List<Claimable> shuffled = new ArrayList<>(order);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(shuffled.stream().sorted()).isEqualTo(order);
    }
  }

  private static final Offer OFFER = new Offer("default", Set.of("os=linux", "jdk=25"), 4, 100, 1);

  @Test
  void aWorkerMustHaveAllThatIsRequired() {
    record Row(Requirements requirements, String unmet) {}
    List<Row> table =
        List.of(
            new Row(new Requirements("default", List.of(), 0, 0, 0), ""),
            new Row(new Requirements("default", List.of("jdk=25", "os=linux"), 4, 100, 1), ""),
            new Row(new Requirements("gpu", List.of(), 0, 0, 0), "it is in pool default, not gpu"),
            new Row(
                new Requirements("default", List.of("jdk=17"), 0, 0, 0),
                "it lacks the label jdk=17"),
            new Row(new Requirements("default", List.of(), 5, 0, 0), "it has 4 cpus, not 5"),
            new Row(
                new Requirements("default", List.of(), 0, 101, 0),
                "it has 100 bytes of memory, not 101"),
            new Row(new Requirements("default", List.of(), 0, 0, 2), "it has 1 gpus, not 2"));
    for (Row row : table) {
      assertThat(row.requirements.unmetBy(OFFER)).isEqualTo(row.unmet);
      assertThat(row.requirements.isMetBy(OFFER)).isEqualTo(row.unmet.isEmpty());
    }
  }

  @Test
  void equalRequirementsAreOneClass() {
    assertThat(new Requirements("p", List.of("b", "a", "b"), 1, 2, 0))
        .isEqualTo(new Requirements("p", List.of("a", "b"), 1, 2, 0));
    assertThatThrownBy(() -> new Requirements("p", List.of(), -1, 0, 0))
        .hasMessageContaining("cpus -1");
  }
}
