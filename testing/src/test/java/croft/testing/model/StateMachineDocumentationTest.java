package croft.testing.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in docs/ is what the code says; -Dcroft.docs.write=true writes it. */
class StateMachineDocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "state-machine.md");

  @Test
  void thePageAboutStatesSaysWhatTheCodeDoes() throws IOException {
    if (Boolean.getBoolean("croft.docs.write")) {
      Files.writeString(PAGE, StateMachinePage.text());
    }
    assertThat(PAGE)
        .as("docs/state-machine.md is not what the code does: write it with ./croft docs")
        .hasContent(StateMachinePage.text());
  }
}
