package croft.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

  @TempDir Path root;
  private Path work = Path.of("");

  @BeforeEach
  void make() throws IOException {
    work = Files.createDirectory(root.resolve("work"));
    Files.writeString(root.resolve("secret"), "secret");
  }

  @Test
  void aHardLinkToTheOutsideIsRefusedAndOnesInsideAreFine() throws Exception {
    Files.createLink(work.resolve("stolen"), root.resolve("secret"));
    Files.writeString(work.resolve("a"), "a");
    Files.createDirectory(work.resolve("d"));
    Files.createLink(work.resolve("d/b"), work.resolve("a"));
    WorkFolder.Found found = find("**");
    assertThat(found.files()).containsExactly("a", "d/b");
    assertThat(found.refused()).singleElement().asString().contains("stolen is a hard link");
  }

  @Test
  void aLinkInTheMiddleOfAPathIsNotFollowed() throws Exception {
    Files.createSymbolicLink(work.resolve("out"), root);
    assertThat(find("out/secret", "out/**", "**/secret").files()).isEmpty();
    assertThatThrownBy(() -> new WorkFolder(work).open("out/secret").close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatBecameALinkIsNotOpened() throws Exception {
    Files.writeString(work.resolve("a"), "a");
    assertThat(find("a").files()).containsExactly("a");
    Files.delete(work.resolve("a"));
    Files.createSymbolicLink(work.resolve("a"), root.resolve("secret"));
    assertThatThrownBy(() -> new WorkFolder(work).open("a").close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void namesThatTheFarmCannotHaveAreRefused() throws Exception {
    Files.writeString(work.resolve("line\nbreak"), "");
    Files.writeString(work.resolve("back\\slash"), "");
    WorkFolder.Found found = find("**");
    assertThat(found.files()).isEmpty();
    assertThat(found.refused()).hasSize(2);
  }

  @Test
  void devicesAndPipesAreNeverOpened() throws Exception {
    Process made =
        new ProcessBuilder("sh", "-c", "mkfifo fifo; mknod null c 1 3 2>/dev/null || true")
            .directory(work.toFile())
            .start();
    made.waitFor();
    WorkFolder.Found found = find("*");
    assertThat(found.files()).isEmpty();
    assertThat(found.refused())
        .isNotEmpty()
        .allMatch(text -> text.contains("is a pipe, socket or device"));
  }

  private WorkFolder.Found find(String... globs) throws IOException {
    return new WorkFolder(work).find(java.util.Arrays.stream(globs).map(FileGlob::new).toList());
  }

  @Test
  void anEmptyListFindsNothing() throws Exception {
    assertThat(new WorkFolder(work).find(List.of()).files()).isEmpty();
  }
}
