package croft.protocol.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WfFormatTest {
  private static ForeignGraph read(String json) throws ForeignFileException {
    return WfFormat.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void structureAndRunTimesAreJoinedById() throws ForeignFileException {
    ForeignGraph graph =
        read(
            """
            {'name': 'w', 'workflow': {
              'specification': {'tasks': [
                {'id': 'a', 'name': 'first', 'parents': [], 'children': ['b']},
                {'id': 'b', 'name': 'second', 'parents': ['a'], 'children': []}]},
              'execution': {'tasks': [
                {'id': 'b', 'runtimeInSeconds': 2.5, 'command': {'program': 'x', 'arguments': ['1']}},
                {'id': 'a', 'runtimeInSeconds': 0}]}}}""");
    assertThat(graph.name()).isEqualTo("w");
    assertThat(graph.edges()).isEqualTo(1);
    assertThat(graph.tasks().get(0).runtimeMs()).isEqualTo(0L);
    assertThat(graph.tasks().get(1).runtimeMs()).isEqualTo(2_500L);
    assertThat(graph.tasks().get(1).needs()).containsExactly("a");
    assertThat(graph.tasks().get(1).work().script()).isEqualTo("x 1");
  }

  @Test
  void olderFilesHaveAllOfATaskInOnePlaceAndNameEachOther() throws ForeignFileException {
    ForeignGraph graph =
        read(
            """
            {'workflow': {'tasks': [
              {'id': '1', 'name': 'a', 'runtime': 3, 'children': ['b']},
              {'id': '2', 'name': 'b', 'runtimeInSeconds': 4}]}}""");
    assertThat(graph.tasks().get(1).needs()).containsExactly("1");
    assertThat(graph.tasks())
        .extracting(ForeignGraph.Task::runtimeMs)
        .containsExactly(3_000L, 4_000L);
  }

  @Test
  void whatIsNoWorkflowIsSaidToBeNone() {
    assertThatThrownBy(() -> read("[1"))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageStartingWith("it is not JSON");
    assertThatThrownBy(() -> read("{'jobs': {}}")).hasMessageStartingWith("it is not WfFormat");
    assertThatThrownBy(() -> read("{'workflow': {'tasks': []}}")).hasMessage("it has no tasks");
    assertThatThrownBy(() -> read("{'workflow': {'tasks': [{'id': 'a', 'parents': ['z']}]}}"))
        .hasMessage("task 'a' names 'z', which is not there");
    assertThatThrownBy(() -> read("{'workflow': {'tasks': [{'id': 'a', 'parents': ['a']}]}}"))
        .hasMessage("task 'a' waits for itself");
    assertThatThrownBy(() -> read("{'workflow': {'tasks': [{'id': 'a'}, {'id': 'a'}]}}"))
        .hasMessage("two tasks are called 'a'");
  }
}
