package croft.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.cli.settings.Fault;
import croft.protocol.json.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir Path folder;

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private static List<String> entries(Bundle bundle) throws IOException {
    List<String> entries = new ArrayList<>();
    try (var tar =
        new TarArchiveInputStream(
            new GZIPInputStream(Files.newInputStream(bundle.file())), "UTF-8")) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        entries.add(
            "%o %s %s=%s"
                .formatted(
                    e.getMode() & 0777,
                    e.getLastModifiedTime().toMillis(),
                    e.getName(),
                    new String(tar.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    return entries;
  }

  @Test
  void theSameFilesAlwaysMakeTheSameBytes() throws IOException {
    String deep = "d/" + "long-name-".repeat(15) + "/ä.txt";
    write("b.sh", "echo b");
    write("a.txt", "A");
    write(deep, "deep");
    Files.setPosixFilePermissions(
        folder.resolve("b.sh"), PosixFilePermissions.fromString("rwx------"));
    Digest first;
    try (Bundle bundle = Bundle.of(Folder.working(folder, List.of()))) {
      first = bundle.digest();
      assertThat(entries(bundle))
          .containsExactly("644 0 a.txt=A", "755 0 b.sh=echo b", "644 0 " + deep + "=deep");
      assertThat(Digest.of(Files.readAllBytes(bundle.file()))).isEqualTo(first);
    }
    Files.setLastModifiedTime(folder.resolve("a.txt"), FileTime.fromMillis(1_000_000));
    Files.setPosixFilePermissions(
        folder.resolve("b.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
    try (Bundle again = Bundle.of(Folder.working(folder, List.of()))) {
      assertThat(again.digest()).isEqualTo(first);
    }
  }

  @Test
  void closingDeletesThePackedFile() throws IOException {
    write("a", "a");
    Bundle bundle = Bundle.of(Folder.working(folder, List.of()));
    bundle.close();
    assertThat(bundle.file()).doesNotExist();
  }

  @Test
  void withoutGitAllFilesGoButWhatBuildsMake() throws IOException {
    write("src/a.c", "");
    write("target/a.o", "");
    write("web/node_modules/x/index.js", "");
    write(".git/config", "broken");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("src/a.c"));
    assertThat(Folder.working(folder, List.of()).files()).containsExactly("src/a.c");
  }

  @Test
  void inACheckoutGitsIgnoreRulesHold() throws Exception {
    write(".gitignore", "*.log\n");
    write("a.txt", "");
    write("b.log", "");
    write("target/kept", "");
    Process git =
        new ProcessBuilder("git", "init", "-q").directory(folder.toFile()).inheritIO().start();
    assertThat(git.waitFor()).isZero();
    assertThat(Folder.working(folder, List.of()).files())
        .containsExactly(".gitignore", "a.txt", "target/kept");
    assertThat(Folder.working(folder, List.of("*.txt")).files()).containsExactly("a.txt");
  }

  @Test
  void aPatternOfAGraphFileThatMatchesNothingIsAFault() throws IOException {
    write("a.sh", "");
    assertThat(Folder.matching(folder, List.of("*.sh")).files()).containsExactly("a.sh");
    assertThatThrownBy(() -> Folder.matching(folder, List.of("*.sh", "*.jar")))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith("files: '*.jar' matches no file in ");
  }
}
