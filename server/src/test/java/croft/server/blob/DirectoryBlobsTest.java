package croft.server.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.Digest;
import croft.server.blob.Blobs.Content;
import croft.server.blob.Blobs.Put;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBlobsTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);
  private static final BlobId ID = BlobId.artifact(Digest.of(HELLO));

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-24T00:00:00Z");
  private DirectoryBlobs blobs;

  @BeforeEach
  void openBlobs() throws IOException {
    blobs = new DirectoryBlobs(folder, new DiskSpace(folder, 0), () -> now);
  }

  @Test
  void whatWasPutIsReadFromAnyOffset() throws IOException {
    assertThat(put(ID, 5, HELLO)).isEqualTo(new Put.Kept(5));
    assertThat(read(ID, 0)).isEqualTo("hello");
    assertThat(read(ID, 3)).isEqualTo("lo");
    assertThat(put(ID, 5, HELLO)).isEqualTo(new Put.Kept(5));
  }

  @Test
  void aWrongSizeOrDigestKeepsNothing() throws IOException {
    assertThat(put(ID, 4, HELLO)).isInstanceOf(Put.Differs.class);
    assertThat(put(ID, 5, "jello".getBytes(UTF_8))).isInstanceOf(Put.Differs.class);
    assertThat(blobs.has(ID)).isFalse();
    assertThat(blobs.open(ID)).isNull();
    assertThat(files()).isEmpty();
  }

  @Test
  void whoDoesNotHaveTheContentCannotReferToIt() throws IOException {
    put(ID, 5, HELLO);
    assertThat(put(ID, 5, "xxxxx".getBytes(UTF_8))).isInstanceOf(Put.Differs.class);
    assertThat(read(ID, 0)).isEqualTo("hello");
  }

  @Test
  void aCutUploadLeavesNothing() {
    InputStream cut =
        new InputStream() {
          private int count;

          @Override
          public int read() throws IOException {
            if (++count > 3) {
              throw new IOException("cut");
            }
            return 'h';
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
          }
        };
    assertThatThrownBy(() -> blobs.put(ID, 5, cut)).isInstanceOf(IOException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void projectsDoNotSeeEachOthersFiles() throws IOException {
    put(BlobId.files(1, Digest.of(HELLO)), 5, HELLO);
    assertThat(blobs.has(BlobId.files(2, Digest.of(HELLO)))).isFalse();
  }

  @Test
  void oldContentsThatNobodyRefersToAreCollected() throws IOException {
    byte[] kept = "kept".getBytes(UTF_8);
    put(ID, 5, HELLO);
    put(BlobId.artifact(Digest.of(kept)), 4, kept);
    // A file's own times are the machine's; what was asked for counts from the clock.
    blobs.has(ID);
    blobs.has(BlobId.artifact(Digest.of(kept)));
    assertThat(blobs.collect("artifacts", Duration.ofHours(24), _ -> Set.of())).isZero();
    now = now.plus(Duration.ofHours(25));
    Set<String> referenced = Set.of(Digest.of(kept).hex());
    assertThat(blobs.collect("artifacts", Duration.ofHours(24), _ -> referenced)).isEqualTo(1);
    assertThat(blobs.has(ID)).isFalse();
    assertThat(read(BlobId.artifact(Digest.of(kept)), 0)).isEqualTo("kept");
  }

  @Test
  void aFullDiskIsSaidAsTheFileSystemSaysIt() throws IOException {
    DirectoryBlobs full =
        new DirectoryBlobs(folder, new DiskSpace(folder, Long.MAX_VALUE / 2), () -> now);
    assertThatThrownBy(() -> full.put(ID, 5, new ByteArrayInputStream(HELLO)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
  }

  @Test
  void aSpaceIsNeverAPath() {
    assertThatThrownBy(() -> new BlobId("../x", Digest.of(HELLO)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Put put(BlobId id, long size, byte[] content) throws IOException {
    return blobs.put(id, size, new ByteArrayInputStream(content));
  }

  private String read(BlobId id, long offset) throws IOException {
    try (Content content = blobs.open(id)) {
      if (content == null) {
        throw new AssertionError(id + " is not there");
      }
      return new String(content.from(offset).readAllBytes(), UTF_8);
    }
  }

  private List<Path> files() {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
