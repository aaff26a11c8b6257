package croft.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where PostgreSQL's programs are unpacked, once for all clusters of a user. */
final class Programs {
  private Programs() {}

  /**
   * The user's cache folder; inside the data directory when there is none that can be written.
   *
   * @param directory the data directory
   */
  static Path folder(Path directory) {
    Path folder = cache().resolve("croft").resolve("postgresql");
    try {
      Files.createDirectories(folder.getParent());
      return Files.isDirectory(folder) || Files.isWritable(folder.getParent())
          ? folder
          : directory.resolve("programs");
    } catch (IOException _) {
      return directory.resolve("programs");
    }
  }

  private static Path cache() {
    if (RunAs.self().uid() == 0) {
      return Path.of("/var/cache");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && xdg.startsWith("/")
        ? Path.of(xdg)
        : Path.of(System.getProperty("user.home"), ".cache");
  }
}
