package croft.server.auth;

import croft.protocol.json.Digest;
import croft.store.query.TokenQueries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token of whoever runs the farm: made at the first start and kept in a file that only its
 * owner can read, where the command line and a worker on this machine find it. The database has
 * only its digest, so that a copy of the database opens nothing.
 */
public final class AdminToken {
  public static final String FILE = "admin.token";
  public static final String NAME = "admin";

  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private AdminToken() {}

  /**
   * Sees to it that the folder has the token's file and the database its digest. A file that is
   * there wins: a second server brings the token of the first.
   *
   * @return the file
   */
  public static Path ensure(Path data, TokenQueries tokens) throws IOException {
    Path file = data.resolve(FILE);
    String token = read(file);
    if (token == null) {
      token = make();
      write(file, token);
    }
    byte[] digest = Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8));
    boolean known =
        tokens.valid().stream()
            .anyMatch(
                row -> row.name().equals(NAME) && MessageDigest.isEqual(row.digest(), digest));
    if (!known) {
      tokens.replace(NAME, digest);
    }
    return file;
  }

  private static String make() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return "croft_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static @Nullable String read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    String token = Files.readString(file).strip();
    if (token.length() < 32) {
      throw new IOException("%s holds no token; remove it to have a new one made".formatted(file));
    }
    return token;
  }

  private static void write(Path file, String token) throws IOException {
    Path part = file.resolveSibling(FILE + ".part");
    Files.deleteIfExists(part);
    Files.createFile(part, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
      out.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
