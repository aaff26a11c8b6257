package croft.server.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # approvers              | not the author | caller | groups  | why not
                                   | false          | ann    |         |
                                   | false          | author |         |
                                   | true           | ann    |         |
                                   | true           | author |         | author submitted the graph, and its author may not decide; anybody else with a token may
          user:ann                 | false          | ann    |         |
          token:ann                | false          | ann    |         |
          user:ann                 | false          | bob    |         | bob is none of those who may decide; user:ann may
          group:release            | false          | bob    | release |
          group:release            | false          | ann    | other   | ann is none of those who may decide; group:release may
          group:release,user:ann   | false          | ann    |         |
          group:release,user:ann   | true           | author | release | author submitted the graph, and its author may not decide; group:release, user:ann may
          group:ann                | false          | ann    |         | ann is none of those who may decide; group:ann may
          """)
  void sayWhoMayDecide(
      String approvers, boolean notAuthor, String caller, String groups, String refusal) {
    List<String> roles = new java.util.ArrayList<>(List.of("user:" + caller, "token:" + caller));
    list(groups).forEach(group -> roles.add("group:" + group));
    assertThat(Rights.refusal(list(approvers), notAuthor, "author", caller, roles))
        .isEqualTo(refusal);
  }

  private static List<String> list(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(","));
  }
}
