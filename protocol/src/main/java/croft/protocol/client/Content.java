package croft.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A request's body, which can be sent more than once. */
public sealed interface Content {
  /** Length in bytes. */
  long size();

  /** A content in memory; the array belongs to the content. */
  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }

  static Content of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** From position to limit; copied, the buffer is not changed. */
  static Content of(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return new Bytes(bytes);
  }

  /** A file, which must not change while it is sent. */
  static Content of(Path file) throws IOException {
    return new Streamed(Files.size(file), () -> Files.newInputStream(file));
  }

  /** What a source gives; opened once for each request, and closed by the client. */
  static Content of(long size, Source source) {
    return new Streamed(size, source);
  }

  /** Opens a content at its beginning. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** Held in memory. */
  @SuppressWarnings("ArrayRecordComponent") // Only passed on, never compared.
  record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /** Read while it is sent. */
  record Streamed(long size, Source source) implements Content {}

  /** The bytes, if they are in memory. */
  default byte @Nullable [] held() {
    return switch (this) {
      case Bytes(byte[] bytes) -> bytes;
      case Streamed(_, _) -> null;
    };
  }

  /** For one request. */
  default BodyPublisher publisher() {
    return switch (this) {
      case Bytes(byte[] bytes) -> BodyPublishers.ofByteArray(bytes);
      case Streamed(long size, _) when size == 0 -> BodyPublishers.noBody();
      case Streamed(long size, Source source) ->
          BodyPublishers.fromPublisher(
              BodyPublishers.ofInputStream(
                  () -> {
                    try {
                      return source.open();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }),
              size);
    };
  }
}
