package croft.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {

  @TempDir Path root;

  @Test
  void whatTarPacksIsUnpacked() throws Exception {
    Path from =
        Files.createDirectories(root.resolve("from/deep/" + "n".repeat(90) + "/" + "m".repeat(90)));
    Files.writeString(from.resolve("long"), "long name");
    Files.writeString(root.resolve("from/run.sh"), "#!/bin/sh\n");
    root.resolve("from/run.sh").toFile().setExecutable(true);
    Files.createSymbolicLink(root.resolve("from/deep/link"), Path.of("../run.sh"));
    for (String format : new String[] {"gnu", "pax", "ustar"}) {
      Path work = Files.createDirectory(root.resolve("work-" + format));
      Path archive = root.resolve(format + ".tgz");
      new ProcessBuilder(
              "tar",
              "-C",
              root.resolve("from").toString(),
              "--format=" + format,
              "-czf",
              archive.toString(),
              ".")
          .inheritIO()
          .start()
          .waitFor();
      Bundle.unpack(Files.newInputStream(archive), new Placement(work));
      assertThat(work.resolve("run.sh")).hasContent("#!/bin/sh\n").isExecutable();
      assertThat(work.resolve("deep/" + "n".repeat(90) + "/" + "m".repeat(90) + "/long"))
          .hasContent("long name");
      assertThat(Files.readSymbolicLink(work.resolve("deep/link"))).hasToString("../run.sh");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../x,           0, ''",
    "/tmp/x,         0, ''",
    "a/../../x,      0, ''",
    "link,           2, /etc",
    "link,           2, ../..",
    "hard,           1, run.sh",
    "pipe,           6, ''",
    "block,          4, ''",
    "character,      3, ''",
    "'back\\slash',  0, ''",
  })
  void whatLeavesTheWorkFolderIsRefused(String name, char type, String link) throws Exception {
    Path work = Files.createDirectory(root.resolve("work"));
    assertThatThrownBy(() -> unpack(archive(entry(name, type, link, "x")), work))
        .isInstanceOf(Placement.Refused.class);
    assertThat(root.resolve("x")).doesNotExist();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void nothingIsWrittenThroughALink() throws Exception {
    Path work = Files.createDirectory(root.resolve("work"));
    Files.createSymbolicLink(work.resolve("out"), root);
    assertThatThrownBy(() -> unpack(archive(entry("out/x", '0', "", "x")), work))
        .isInstanceOf(Placement.Refused.class)
        .hasMessageContaining("out cannot be a folder");
    assertThat(root.resolve("x")).doesNotExist();
  }

  @Test
  void aBombIsRefused() throws Exception {
    Path work = Files.createDirectory(root.resolve("work"));
    byte[] bomb = archive(entry("zeros", '0', "", "\0".repeat(3_000_000)));
    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(
            () -> Bundle.unpack(new ByteArrayInputStream(bomb), new Placement(work), 1_000_000))
        .isInstanceOf(Placement.Refused.class)
        .hasMessageContaining("1,000,000");
  }

  @Test
  void aCutArchiveIsRefusedOrWhole() throws Exception {
    byte[] whole = archive(entry("a", '0', "", "content".repeat(1_000)));
    for (int length = 0; length < whole.length - 8; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      Path work = Files.createDirectory(root.resolve("cut-" + length));
      try {
        unpack(cut, work);
        assertThat(work.resolve("a")).hasContent("content".repeat(1_000));
      } catch (Placement.Refused e) {
        assertThat(e).hasMessageContaining("is no gzipped tar archive");
      }
    }
    byte[] noise = new byte[4_096];
    new java.util.Random(1).nextBytes(noise);
    assertThatThrownBy(() -> unpack(gzip(noise), root)).isInstanceOf(Placement.Refused.class);
  }

  private static void unpack(byte[] archive, Path work) throws IOException, Placement.Refused {
    Bundle.unpack(new ByteArrayInputStream(archive), new Placement(work));
  }

  private static byte[] archive(byte[]... entries) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      tar.write(entry);
    }
    tar.write(new byte[1_024]);
    return gzip(tar.toByteArray());
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] entry(String name, char type, String link, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[512 + (bytes.length + 511) / 512 * 512];
    put(all, 0, name);
    put(all, 100, "0000644\0");
    put(all, 124, "%011o\0".formatted(type == '0' ? bytes.length : 0));
    put(all, 148, "        ");
    all[156] = (byte) type;
    put(all, 157, link);
    put(all, 257, "ustar\00000");
    long sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += all[i] & 0xff;
    }
    put(all, 148, "%06o\0 ".formatted(sum));
    if (type != '0') {
      return Arrays.copyOf(all, 512);
    }
    System.arraycopy(bytes, 0, all, 512, bytes.length);
    return all;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }
}
