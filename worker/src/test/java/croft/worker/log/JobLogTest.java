package croft.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {

  private static final long LIMIT = 64L << 20;

  @TempDir Path folder;

  @Test
  void bytesAreKeptAsTheyAre() throws Exception {
    byte[] noise = new byte[300_000];
    new java.util.Random(1).nextBytes(noise);
    try (JobLog log = log()) {
      log.capture(new ByteArrayInputStream(noise));
      log.end();
      assertThat(all(log)).isEqualTo(noise);
    }
  }

  @Test
  void aSilentLogHasNoFile() throws Exception {
    try (JobLog log = log()) {
      log.capture(InputStream.nullInputStream());
      log.end();
      assertThat(folder).isEmptyDirectory();
      assertThat(log.awaitMore(0, 1, 1)).isFalse();
    }
  }

  @Test
  void aGigabyteInOneLineIsReadAndCappedWithAMark() throws Exception {
    try (JobLog log = log()) {
      long began = System.nanoTime();
      log.capture(new Flood(1L << 30));
      log.end();
      assertThat(System.nanoTime() - began).isLessThan(12_000_000_000L);
      assertThat(log.size()).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT - (8 << 10));
      ByteBuffer tail = ByteBuffer.allocate(400);
      log.read(log.size() - 250, tail);
      assertThat(new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8))
          .contains(
              "xxx\n[croft] the log has reached its limit of 64 MB; what follows is not kept\n[croft] ")
          .endsWith(" bytes of output were not kept\n");
    }
  }

  @Test
  void notesBeginOnALineOfTheirOwnAndCannotForgeOthers() throws Exception {
    try (JobLog log = log()) {
      log.note("first");
      log.capture(new ByteArrayInputStream("no end".getBytes(StandardCharsets.UTF_8)));
      log.note("two\n[x] lines\u001b[31m");
      assertThat(new String(all(log), StandardCharsets.UTF_8))
          .isEqualTo("[croft] first\nno end\n[croft] two [x] lines [31m\n");
    }
  }

  @Test
  void aFullDiskEndsTheLogAndNotTheJob() throws Exception {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full), "skipped: no /dev/full");
    try (JobLog log = new JobLog(full, LIMIT)) {
      log.capture(new Flood(1 << 20));
      log.end();
      assertThat(log.size()).isZero();
    }
  }

  private JobLog log() {
    return new JobLog(folder.resolve("log"), LIMIT);
  }

  private static byte[] all(JobLog log) {
    ByteBuffer all = ByteBuffer.allocate((int) log.size());
    assertThat(log.read(0, all)).isEqualTo((int) log.size());
    return all.array();
  }

  /** One long line. */
  private static final class Flood extends InputStream {
    private long left;

    Flood(long bytes) {
      this.left = bytes;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      java.util.Arrays.fill(bytes, from, from + count, (byte) 'x');
      left -= count;
      return count;
    }
  }
}
