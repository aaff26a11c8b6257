package croft.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of some content, by which it is known: {@code sha256:} and 64 lower-case hex digits.
 *
 * @param text the whole text form
 */
public record Digest(@JsonValue String text) {
  public static final String PREFIX = "sha256:";
  private static final int HEX_LENGTH = 64;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Digest {
    String fault = fault(text);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /** What is wrong with a digest's text form; null if all is well. */
  public static @Nullable String fault(String text) {
    if (text.startsWith(PREFIX) && isHex(text, PREFIX.length())) {
      return null;
    }
    return "a digest is 'sha256:' and 64 lower-case hex digits, was '"
        + (text.length() > 100 ? text.substring(0, 100) + "…" : text)
        + "'";
  }

  /** Whether this is the bare form of 64 lower-case hex digits. */
  public static boolean isHex(String text) {
    return isHex(text, 0);
  }

  private static boolean isHex(String text, int from) {
    if (text.length() - from != HEX_LENGTH) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** A digest from its bare hex form. */
  public static Digest ofHex(String hex) {
    return new Digest(PREFIX + hex);
  }

  public static Digest of(byte[] content) {
    return ofHash(sha256().digest(content));
  }

  /** Reads the stream to its end; the caller closes it. */
  public static Digest of(InputStream content) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[64 * 1024];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      sha256.update(buffer, 0, n);
    }
    return ofHash(sha256.digest());
  }

  /** What a stream through {@link java.security.DigestInputStream} came to. */
  public static Digest of(MessageDigest finished) {
    return ofHash(finished.digest());
  }

  private static Digest ofHash(byte[] hash) {
    return new Digest(PREFIX + HexFormat.of().formatHex(hash));
  }

  /** A fresh SHA-256, which every Java has. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The bare hex form, as in {@code Croft-Sha256} and {@code sha256} members. */
  public String hex() {
    return text.substring(PREFIX.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
