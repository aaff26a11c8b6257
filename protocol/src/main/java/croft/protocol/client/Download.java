package croft.protocol.client;

import croft.protocol.json.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.security.DigestInputStream;
import org.jspecify.annotations.Nullable;

/** A body that the farm sends: reads as its bytes. Close it, also when it was read to its end. */
public final class Download extends FilterInputStream {
  private final long size;
  private final @Nullable String sha256;
  private final String mediaType;

  Download(InputStream body, HttpHeaders headers) {
    super(body);
    this.size = headers.firstValueAsLong("Content-Length").orElse(-1);
    this.sha256 = headers.firstValue("Croft-Sha256").orElse(null);
    this.mediaType = headers.firstValue("Content-Type").orElse("application/octet-stream");
  }

  /** Length in bytes; -1 if the farm did not say. */
  public long size() {
    return size;
  }

  /** Hex digest that the farm announced; null if it did not. */
  public @Nullable String sha256() {
    return sha256;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * Copies all that is left, and checks it.
   *
   * @return how many bytes
   * @throws IOException also if it is not what was announced
   */
  public long copyTo(OutputStream out) throws IOException {
    var digested = new DigestInputStream(this, Digest.sha256());
    long copied = digested.transferTo(out);
    String hex = Digest.of(digested.getMessageDigest()).hex();
    if (sha256 != null && !sha256.equals(hex)) {
      throw new IOException(
          "what came is not what was announced: sha256 %s instead of %s".formatted(hex, sha256));
    }
    return copied;
  }
}
