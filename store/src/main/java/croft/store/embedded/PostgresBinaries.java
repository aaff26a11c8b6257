package croft.store.embedded;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs: unpacked from the archive on the class path, or installed already.
 *
 * @param home the folder that holds {@code bin}
 * @param major the major version; a cluster of another one cannot be opened
 */
record PostgresBinaries(Path home, int major) {
  /** The version that is in the archive. */
  private static final int MAJOR = 18;

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** Unpacked the archive has 60 MB in 1,000 files; anything much larger is not that archive. */
  private static final long UNPACKED_BYTES_MAX = 512L << 20;

  /** The first bytes of the archive's digest are the folder's name: enough, nobody else writes. */
  private static final int NAME_LENGTH = 16;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
      PosixFilePermissions.fromString("-w--w--w-");

  Path initdb() {
    return home.resolve("bin/initdb");
  }

  Path postgres() {
    return home.resolve("bin/postgres");
  }

  /** Programs that someone installed, such as Debian's in {@code /usr/lib/postgresql/15}. */
  static PostgresBinaries installed(Path home) throws IOException {
    Path postgres = home.resolve("bin/postgres");
    if (!Files.isExecutable(postgres)) {
      throw new EmbeddedPostgresException(
          "There is no PostgreSQL in %s: %s is missing or cannot be executed. Install it, or name the folder that holds its bin."
              .formatted(home, postgres));
    }
    Process process = new ProcessBuilder(postgres.toString(), "--version").start();
    String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.find()) {
      throw new EmbeddedPostgresException(
          "%s does not say which PostgreSQL it is: %s".formatted(postgres, version.strip()));
    }
    return new PostgresBinaries(home, Integer.parseInt(matcher.group(1)));
  }

  /**
   * Unpacks the archive unless it already is. Safe to call from many processes at once: one
   * unpacks, the others wait. Cut short at any point it leaves nothing that a later call would take
   * for complete.
   *
   * @param folder where unpacked versions are kept, each under the digest of its archive; made if
   *     it does not exist
   * @param readableByOthers whether another user will run the programs (nobody else ever may write)
   */
  static PostgresBinaries unpack(Path folder, boolean readableByOthers) throws IOException {
    Path parent = createFolder(folder, readableByOthers);
    String name = "%d-%s".formatted(MAJOR, digest().substring(0, NAME_LENGTH));
    Path home = parent.resolve(name);
    unpackOnce(parent, home);
    requireNotWritableByOthers(home);
    return new PostgresBinaries(home, MAJOR);
  }

  // Synchronized, because a file lock only holds off other processes: a second thread of this one
  // would get an exception instead of having to wait.
  private static synchronized void unpackOnce(Path parent, Path home) throws IOException {
    if (Files.isDirectory(home)) {
      return;
    }
    Path lock = parent.resolve(home.getFileName() + ".lock");
    try (FileChannel file = FileChannel.open(lock, CREATE, WRITE);
        FileLock _ = file.lock()) {
      if (!Files.isDirectory(home)) {
        unpackInto(parent, home);
      }
    }
  }

  private static void unpackInto(Path parent, Path home) throws IOException {
    Path partial = parent.resolve(home.getFileName() + ".part");
    deleteAll(partial);
    Files.createDirectory(partial);
    try (InputStream archive = archive().openStream()) {
      unpackArchive(archive, partial);
    }
    flush(partial);
    // The folder itself is world-readable when its parent is; the parent decides who gets in.
    Files.move(partial, home, ATOMIC_MOVE);
    flush(parent);
  }

  private static void unpackArchive(InputStream archive, Path target) throws IOException {
    long bytes = 0;
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("the archive of PostgreSQL names a file outside of it: " + file);
        }
        bytes += entry.getSize();
        if (bytes > UNPACKED_BYTES_MAX) {
          throw new IOException(
              "the archive of PostgreSQL unpacks to more than %d bytes"
                  .formatted(UNPACKED_BYTES_MAX));
        }
        Files.createDirectories(file.equals(target) ? target : file.getParent());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
          Path link = Path.of(entry.getLinkName());
          if (!file.resolveSibling(link).normalize().startsWith(target)) {
            throw new IOException("the archive of PostgreSQL links outside of it: " + file);
          }
          Files.createSymbolicLink(file, link);
        } else {
          try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            tar.transferTo(Channels.newOutputStream(channel));
          }
          boolean executable = (entry.getMode() & 0111) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /** Makes everything below a folder durable, files before the folders that name them. */
  private static void flush(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        if (!Files.isSymbolicLink(file)) {
          Durable.flush(file);
        }
      }
    }
  }

  private static Path createFolder(Path folder, boolean readableByOthers) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(
          folder, readableByOthers ? PosixFilePermissions.fromString("rwxr-xr-x") : OWNER_ONLY);
    }
    requireNotWritableByOthers(folder);
    return folder.toRealPath();
  }

  private static void requireNotWritableByOthers(Path folder) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    int owner = (int) Files.getAttribute(folder, "unix:uid");
    boolean foreign = owner != 0 && owner != RunAs.self().uid();
    permissions.retainAll(WRITABLE_BY_OTHERS);
    permissions.remove(PosixFilePermission.OWNER_WRITE);
    if (foreign || !permissions.isEmpty()) {
      throw new EmbeddedPostgresException(
          "%s holds programs that this farm would run, but others may write to it. Remove the folder (it is made again), or give the farm another one."
              .formatted(folder));
    }
  }

  private static String digest() throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(archive().openStream(), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static URL archive() {
    String system = System.getProperty("os.name");
    String architecture = System.getProperty("os.arch");
    String name =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
          case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
          default -> "postgres-linux-" + architecture + ".txz";
        };
    URL archive =
        system.equals("Linux") ? PostgresBinaries.class.getClassLoader().getResource(name) : null;
    if (archive == null) {
      throw new EmbeddedPostgresException(
          "This program brings no PostgreSQL for %s on %s (looked for %s on the class path). Name the folder of an installed one, or give the address of your own server (15 or newer)."
              .formatted(system, architecture, name));
    }
    return archive;
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
