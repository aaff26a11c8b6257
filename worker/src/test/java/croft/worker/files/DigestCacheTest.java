package croft.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCacheTest {

  @TempDir Path folder;

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    DigestCache cache = new DigestCache(folder, 1_000);
    assertThat(read(cache, "one")).isEqualTo("one");
    try (InputStream in =
        cache.<IOException>open(
            digest("one"),
            () -> {
              throw new IOException("fetched twice");
            })) {
      assertThat(in.readAllBytes()).hasSize(3);
    }
  }

  @Test
  void wrongContentIsNotKept() throws Exception {
    DigestCache cache = new DigestCache(folder, 1_000);
    assertThatThrownBy(
            () -> cache.<IOException>open(digest("right"), () -> stream("wrong")).close())
        .isInstanceOf(DigestCache.WrongContent.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theOldestGoesWhenThereIsTooMuch() throws Exception {
    DigestCache cache = new DigestCache(folder, 10);
    read(cache, "aaaa");
    read(cache, "bbbb");
    Files.setLastModifiedTime(file("aaaa"), FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(file("bbbb"), FileTime.fromMillis(1_000));
    read(cache, "cccc");
    assertThat(file("aaaa")).exists();
    assertThat(file("bbbb")).doesNotExist();
    assertThat(file("cccc")).exists();
  }

  private Path file(String content) throws IOException {
    return folder.resolve(digest(content).text().substring(Digest.PREFIX.length()));
  }

  private static String read(DigestCache cache, String content) throws Exception {
    try (InputStream in = cache.<IOException>open(digest(content), () -> stream(content))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private static Digest digest(String content) throws IOException {
    return Digest.ofHex(Sha256.hex(stream(content)));
  }
}
