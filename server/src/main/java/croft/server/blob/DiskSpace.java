package croft.server.blob;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches the space that is left where contents are kept. The embedded database often lives on the
 * same disk: contents are refused before it would run dry.
 */
public final class DiskSpace {
  /** Kept free of contents: what the database needs to go on for a while. */
  public static final long RESERVE = 256L << 20;

  private final Path folder;
  private final long reserve;

  public DiskSpace(Path folder) {
    this(folder, RESERVE);
  }

  /** With another reserve, for tests. */
  public DiskSpace(Path folder, long reserve) {
    this.folder = folder;
    this.reserve = reserve;
  }

  /** Bytes that can still be written, the reserve included. */
  public long free() throws IOException {
    FileStore store = Files.getFileStore(folder);
    return store.getUsableSpace();
  }

  /** Whether contents are refused. */
  public boolean isFull() {
    try {
      return free() < reserve;
    } catch (IOException _) {
      return true;
    }
  }

  /**
   * Refuses to write.
   *
   * @throws FileSystemException as the file system itself would say it
   */
  public void require(long bytes) throws IOException {
    if (free() - bytes < reserve) {
      throw new FileSystemException(
          folder.toString(), null, "No space left on device beside the reserve");
    }
  }
}
