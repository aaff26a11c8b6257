package croft.server.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import croft.server.blob.Logs.Appended;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLogsTest {
  private static final LogId LOG = new LogId(7, 3, 1, new UUID(1, 2));

  @TempDir Path folder;
  private DirectoryLogs logs;

  @BeforeEach
  void openLogs() throws IOException {
    logs = new DirectoryLogs(folder, new DiskSpace(folder, 0), 1_000);
  }

  @Test
  void piecesAreAppendedAtTheirOffsets() throws IOException {
    assertThat(logs.append(LOG, 0, bytes("one "))).isEqualTo(new Appended.Done(4, false, 4));
    assertThat(logs.append(LOG, 4, bytes("two"))).isEqualTo(new Appended.Done(7, false, 3));
    assertThat(text(0, 100)).isEqualTo("one two");
    assertThat(text(4, 2)).isEqualTo("tw");
    assertThat(text(7, 100)).isEmpty();
    assertThat(text(70, 100)).isEmpty();
  }

  @Test
  void aRepeatedPieceIsNotWrittenAgainAndAnOverlappingOneOnlyInPart() throws IOException {
    logs.append(LOG, 0, bytes("one two"));
    assertThat(logs.append(LOG, 0, bytes("one "))).isEqualTo(new Appended.Done(7, false, 0));
    assertThat(logs.append(LOG, 4, bytes("two three"))).isEqualTo(new Appended.Done(13, false, 6));
    assertThat(text(0, 100)).isEqualTo("one two three");
  }

  @Test
  void aGapIsRefusedWithTheSizeThatThereIs() throws IOException {
    logs.append(LOG, 0, bytes("one"));
    assertThat(logs.append(LOG, 4, bytes("x"))).isEqualTo(new Appended.WrongOffset(3));
    assertThat(text(0, 100)).isEqualTo("one");
  }

  @Test
  void aLogThatMeetsItsLimitIsMarkedOnceAndThenFull() throws IOException {
    byte[] much = new byte[1_500];
    Arrays.fill(much, (byte) 'x');
    Appended appended = logs.append(LOG, 0, much);
    assertThat(appended).isInstanceOf(Appended.Done.class);
    assertThat(((Appended.Done) appended).full()).isTrue();
    assertThat(((Appended.Done) appended).added()).isEqualTo(1_000);
    String text = text(0, 10_000);
    assertThat(text).startsWith("x".repeat(1_000) + "\n[croft] ").endsWith("dropped\n");
    assertThat(logs.append(LOG, 1_500, much)).isEqualTo(new Appended.Done(text.length(), true, 0));
    assertThat(text(0, 10_000)).isEqualTo(text);
  }

  @Test
  void anotherClaimOfTheSameAttemptHasItsOwnLog() throws IOException {
    logs.append(LOG, 0, bytes("lost"));
    LogId other = new LogId(7, 3, 1, new UUID(3, 4));
    assertThat(logs.size(other)).isZero();
    logs.append(other, 0, bytes("new"));
    assertThat(text(0, 100)).isEqualTo("lost");
  }

  @Test
  void aCompressedLogReadsTheSameFromAnyOffset() throws IOException {
    logs = new DirectoryLogs(folder, new DiskSpace(folder, 0), 10_000_000);
    byte[] content = content(CompressedLog.CHUNK * 3 + 12_345);
    for (int at = 0; at < content.length; at += 100_000) {
      logs.append(LOG, at, Arrays.copyOfRange(content, at, Math.min(content.length, at + 100_000)));
    }
    assertThat(logs.compress(log -> log.equals(LOG))).isFalse();
    assertThat(files(folder.resolve("live"))).isEmpty();
    assertThat(logs.size(LOG)).isEqualTo(content.length);
    for (int offset :
        new int[] {0, 1, CompressedLog.CHUNK - 1, CompressedLog.CHUNK, content.length - 5}) {
      byte[] read = logs.read(LOG, offset, 300_000);
      assertThat(read)
          .isEqualTo(
              Arrays.copyOfRange(content, offset, Math.min(content.length, offset + 300_000)));
    }
    assertThat(logs.read(LOG, content.length, 10)).isEmpty();
  }

  @Test
  void zcatReadsACompressedLog() throws IOException {
    logs = new DirectoryLogs(folder, new DiskSpace(folder, 0), 10_000_000);
    byte[] content = content(CompressedLog.CHUNK + 77);
    logs.append(LOG, 0, content);
    logs.compress(_ -> true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(files(folder).getFirst()))) {
      in.transferTo(out);
    }
    assertThat(out.toByteArray()).isEqualTo(content);
  }

  @Test
  void anEmptyLogCanBeCompressed() throws IOException {
    logs.append(LOG, 0, new byte[0]);
    logs.compress(_ -> true);
    assertThat(logs.size(LOG)).isZero();
    assertThat(logs.read(LOG, 0, 10)).isEmpty();
  }

  @Test
  void aLogThatStillGrowsIsLeftAlone() throws IOException {
    logs.append(LOG, 0, bytes("one "));
    logs.compress(_ -> false);
    logs.append(LOG, 4, bytes("two"));
    assertThat(text(0, 100)).isEqualTo("one two");
  }

  @Test
  void aLatePieceDoesNotHideACompressedLog() throws IOException {
    logs.append(LOG, 0, bytes("one"));
    logs.compress(_ -> true);
    assertThat(logs.append(LOG, 3, bytes("late"))).isEqualTo(new Appended.WrongOffset(3));
    assertThat(text(0, 100)).isEqualTo("one");
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    Random random = new Random(42);
    for (int i = 0; i < size; i++) {
      content[i] = (byte) ('a' + random.nextInt(4));
    }
    return content;
  }

  private static java.util.List<Path> files(Path under) throws IOException {
    try (Stream<Path> walk = Files.walk(under)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private String text(long offset, int max) throws IOException {
    return new String(logs.read(LOG, offset, max), UTF_8);
  }
}
