package croft.server.blob;

import croft.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Logs in a directory: {@code live/GRAPH/JOB.ATTEMPT.NONCE} while they are appended to, then {@code
 * done/GRAPH/…/JOB.ATTEMPT.NONCE.gz}. Names are made from numbers only.
 */
public final class DirectoryLogs implements Logs {
  /** Logs compressed in one pass. */
  static final int COMPRESS_BATCH_MAX = 200;

  /** Jobs whose compressed logs share a folder. */
  private static final int FOLDER_JOBS = 1_000;

  private final Path live;
  private final Path done;
  private final DiskSpace space;
  private final long max;
  private final byte[] marker;
  private final Lock[] locks = new Lock[256];

  public DirectoryLogs(Path root, DiskSpace space) throws IOException {
    this(root, space, Limits.LOG_MAX);
  }

  DirectoryLogs(Path root, DiskSpace space, long max) throws IOException {
    this.live = Files.createDirectories(root.resolve("live"));
    this.done = Files.createDirectories(root.resolve("done"));
    this.space = space;
    this.max = max;
    this.marker =
        "\n[croft] the log has more than %,d bytes; what follows was dropped\n"
            .formatted(max)
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  @Override
  public Appended append(LogId log, long offset, byte[] octets) throws IOException {
    space.require(octets.length);
    Lock lock = lock(log);
    lock.lock();
    try {
      if (!Files.exists(livePath(log)) && Files.exists(donePath(log))) {
        // Its attempt is over, and was when this piece came: it must not hide the whole log.
        return new Appended.WrongOffset(size(log));
      }
      return appendTo(log, offset, octets);
    } finally {
      lock.unlock();
    }
  }

  private Appended appendTo(LogId log, long offset, byte[] octets) throws IOException {
    try (FileChannel file = openForAppend(log)) {
      long size = file.size();
      if (size > max) {
        return new Appended.Done(size, true, 0);
      }
      if (offset > size) {
        return new Appended.WrongOffset(size);
      }
      int known = (int) Math.min(octets.length, size - offset);
      int added = (int) Math.min(octets.length - known, max - size);
      write(file, ByteBuffer.wrap(octets, known, added));
      if (known + added == octets.length) {
        return new Appended.Done(size + added, false, added);
      }
      write(file, ByteBuffer.wrap(marker));
      return new Appended.Done(size + added + marker.length, true, added);
    }
  }

  private Lock lock(LogId log) {
    return locks[Math.floorMod(log.hashCode(), locks.length)];
  }

  private FileChannel openForAppend(LogId log) throws IOException {
    Path path = livePath(log);
    try {
      return open(path);
    } catch (NoSuchFileException _) {
      Files.createDirectories(live.resolve(Long.toString(log.graph())));
      return open(path);
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public long size(LogId log) throws IOException {
    Opened opened = find(log);
    if (opened == null) {
      return 0;
    }
    try (FileChannel file = opened.file) {
      return opened.compressed ? CompressedLog.size(file) : file.size();
    }
  }

  @Override
  public byte[] read(LogId log, long offset, int limit) throws IOException {
    Opened opened = find(log);
    if (opened == null) {
      return new byte[0];
    }
    try (FileChannel file = opened.file) {
      if (opened.compressed) {
        return CompressedLog.read(file, offset, limit);
      }
      ByteBuffer octets =
          ByteBuffer.allocate((int) Math.max(0, Math.min(limit, file.size() - offset)));
      while (octets.hasRemaining() && file.read(octets, offset + octets.position()) >= 0) {}
      return octets.position() == octets.capacity()
          ? octets.array()
          : java.util.Arrays.copyOf(octets.array(), octets.position());
    }
  }

  private record Opened(FileChannel file, boolean compressed) {}

  private @Nullable Opened find(LogId log) throws IOException {
    // The compressed one is there before the other goes.
    for (Path path : new Path[] {livePath(log), donePath(log)}) {
      try {
        FileChannel file =
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new Opened(file, path.toString().endsWith(".gz"));
      } catch (NoSuchFileException _) {
        // Then it is the other one, or there is none.
      }
    }
    return null;
  }

  @Override
  public boolean compress(Predicate<LogId> ended) throws IOException {
    int compressed = 0;
    for (Path graph : DirectoryBlobs.list(live)) {
      long id = Long.parseLong(graph.getFileName().toString());
      boolean left = false;
      for (Path raw : DirectoryBlobs.list(graph)) {
        LogId log = LogId.of(id, raw.getFileName().toString());
        if (compressed == COMPRESS_BATCH_MAX) {
          return true;
        }
        if (ended.test(log)) {
          Lock lock = lock(log);
          lock.lock();
          try {
            compress(log, raw);
          } finally {
            lock.unlock();
          }
          compressed++;
        } else {
          left = true;
        }
      }
      if (!left) {
        removeIfEmpty(graph);
      }
    }
    return false;
  }

  private void compress(LogId log, Path raw) throws IOException {
    Path folder = doneFolder(log);
    Path target = donePath(log);
    Files.createDirectories(folder);
    Path part = target.resolveSibling(log.fileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (FileChannel from = FileChannel.open(raw, StandardOpenOption.READ);
          FileChannel to =
              FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        CompressedLog.write(from, to);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DirectoryBlobs.sync(folder);
      Files.deleteIfExists(raw);
    } catch (NoSuchFileException _) {
      // Another server was quicker.
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void removeIfEmpty(Path graph) throws IOException {
    try {
      Files.deleteIfExists(graph);
    } catch (java.nio.file.DirectoryNotEmptyException _) {
      // A log began meanwhile.
    }
  }

  private Path livePath(LogId log) {
    return live.resolve(Long.toString(log.graph())).resolve(log.fileName());
  }

  private Path donePath(LogId log) {
    return doneFolder(log).resolve(log.fileName() + ".gz");
  }

  private Path doneFolder(LogId log) {
    return done.resolve(Long.toString(log.graph()))
        .resolve(Integer.toString(log.job() / FOLDER_JOBS));
  }
}
