package croft.worker.files;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Content on the worker's disk by its digest, so that inputs and bundles cross the network once.
 * Bounded: what was not used for longest goes first. Thread-safe; who opened a file reads it to its
 * end even when it is removed meanwhile.
 */
public final class DigestCache {

  private static final System.Logger LOG = System.getLogger(DigestCache.class.getName());

  private final Path folder;
  private final long bytesMax;
  private final ConcurrentHashMap<String, ReentrantLock> fetching = new ConcurrentHashMap<>();
  private final ReentrantLock evicting = new ReentrantLock();

  public DigestCache(Path folder, long bytesMax) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.bytesMax = bytesMax;
    // Left over by a worker that was killed.
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".part")).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Brings content that is not there yet. */
  public interface Source<X extends Exception> {
    InputStream open() throws IOException, InterruptedException, X;
  }

  /** What came is not what was asked for. */
  public static final class WrongContent extends IOException {
    private static final long serialVersionUID = 1L;

    WrongContent(String message) {
      super(message);
    }
  }

  /**
   * The content with this digest, opened.
   *
   * @throws WrongContent when the source gave something else
   */
  public <X extends Exception> InputStream open(Digest digest, Source<X> source)
      throws IOException, InterruptedException, X {
    String hex = digest.text().substring(Digest.PREFIX.length());
    Path file = folder.resolve(hex);
    ReentrantLock lock = fetching.computeIfAbsent(hex, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      try {
        InputStream cached = Files.newInputStream(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return cached;
      } catch (NoSuchFileException e) {
        fetch(hex, file, source);
      }
      InputStream fetched = Files.newInputStream(file);
      evict();
      return fetched;
    } finally {
      lock.unlock();
      fetching.remove(hex, lock);
    }
  }

  private <X extends Exception> void fetch(String hex, Path file, Source<X> source)
      throws IOException, InterruptedException, X {
    Path part = Files.createTempFile(folder, hex.substring(0, 12), ".part");
    try {
      MessageDigest sha256 = Sha256.digest();
      try (InputStream in = source.open();
          OutputStream out = Files.newOutputStream(part)) {
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          total += length;
          if (total > Limits.ARTIFACT_MAX) {
            throw new WrongContent(
                Limits.exceeded("the content has", total, "bytes", Limits.ARTIFACT_MAX));
          }
          sha256.update(buffer, 0, length);
          out.write(buffer, 0, length);
        }
      }
      String got = HexFormat.of().formatHex(sha256.digest());
      if (!got.equals(hex)) {
        throw new WrongContent("the content has the digest " + got + " instead of " + hex);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes the oldest until the rest fits. */
  private void evict() throws IOException {
    if (!evicting.tryLock()) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      record Kept(Path file, long bytes, FileTime used) {}
      List<Kept> all =
          files
              .filter(file -> !file.toString().endsWith(".part"))
              .map(
                  file ->
                      new Kept(
                          file,
                          file.toFile().length(),
                          FileTime.fromMillis(file.toFile().lastModified())))
              .sorted(Comparator.comparing(Kept::used))
              .toList();
      long total = all.stream().mapToLong(Kept::bytes).sum();
      for (Kept oldest : all) {
        if (total <= bytesMax) {
          return;
        }
        Files.deleteIfExists(oldest.file());
        total -= oldest.bytes();
        LOG.log(Level.DEBUG, "removed {0} from the cache", oldest.file().getFileName());
      }
    } finally {
      evicting.unlock();
    }
  }

  /** Removes everything: the disk is full. */
  public void clear() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not clear the cache in " + folder, e);
    }
  }
}
