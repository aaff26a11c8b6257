package croft.store.embedded;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory for one program. The operating system lets go of it when the program ends,
 * however it ends.
 */
record DirectoryLock(FileChannel file) implements AutoCloseable {

  static DirectoryLock take(Path directory) throws IOException {
    Durable.create(directory.resolve("lock"));
    FileChannel file = FileChannel.open(directory.resolve("lock"), WRITE);
    // Beside the lock, because closing any channel on the locked file would give up the lock.
    Path holder = directory.resolve("holder");
    @Nullable FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by another part of this same program.
      lock = null;
    }
    if (lock == null) {
      file.close();
      throw new DirectoryInUseException(
          "%s is in use by another farm (process %s). Stop that one, or choose another data directory."
              .formatted(
                  directory, Files.exists(holder) ? Files.readString(holder).strip() : "unknown"));
    }
    Durable.create(holder);
    Files.writeString(holder, String.valueOf(ProcessHandle.current().pid()));
    return new DirectoryLock(file);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new EmbeddedPostgresException("the data directory's lock cannot be released", e);
    }
  }
}
