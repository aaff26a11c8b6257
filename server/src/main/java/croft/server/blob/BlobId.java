package croft.server.blob;

import croft.protocol.json.Digest;
import java.util.Objects;

/**
 * Names a content.
 *
 * @param space keeps contents apart that have different owners or lives: {@code artifacts}, {@code
 *     files-1}
 * @param digest of the content
 */
public record BlobId(String space, Digest digest) {
  private static final java.util.regex.Pattern SPACE =
      java.util.regex.Pattern.compile("[a-z0-9-]{1,40}");

  public BlobId {
    Objects.requireNonNull(digest, "digest");
    if (!SPACE.matcher(space).matches()) {
      throw new IllegalArgumentException("a space is letters, digits and -, was '" + space + "'");
    }
  }

  /** Of any artifact of any job: equal ones are kept once. */
  public static BlobId artifact(Digest digest) {
    return new BlobId("artifacts", digest);
  }

  /** Of a bundle of files; a project cannot ask what others have. */
  public static BlobId files(int project, Digest digest) {
    return new BlobId("files-" + project, digest);
  }
}
