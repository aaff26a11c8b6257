package croft.server.blob;

import croft.protocol.json.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Contents in a directory: {@code space/ab/cd/abcd…} by digest, {@code incoming} for what is being
 * uploaded. Names are made from digests only, so nothing that a caller says is ever part of a path.
 * Several servers can use one directory on a shared mount.
 */
public final class DirectoryBlobs implements Blobs {
  /** Contents asked about at once when unreferenced ones are collected. */
  static final int COLLECT_BATCH_MAX = 1_000;

  private static final int BUFFER = 64 * 1024;

  private final Path root;
  private final Path incoming;
  private final DiskSpace space;
  private final InstantSource clock;

  public DirectoryBlobs(Path root, DiskSpace space, InstantSource clock) throws IOException {
    this.root = root;
    this.incoming = root.resolve("incoming");
    this.space = space;
    this.clock = clock;
    Files.createDirectories(incoming);
  }

  @Override
  public Put put(BlobId id, long size, InputStream content) throws IOException {
    Path folder = folder(id);
    Path target = path(id);
    boolean known = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    MessageDigest sha256 = Digest.sha256();
    if (known) {
      long count = hash(content, sha256);
      Put put = verdict(id, size, count, sha256);
      if (put instanceof Put.Kept) {
        touch(target);
      }
      return put;
    }
    space.require(Math.max(size, 0));
    Path part = incoming.resolve(UUID.randomUUID() + ".part");
    try {
      long count = copy(content, part, sha256);
      Put put = verdict(id, size, count, sha256);
      if (put instanceof Put.Kept) {
        Files.createDirectories(folder);
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
      }
      return put;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long hash(InputStream content, MessageDigest sha256) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long count = 0;
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      sha256.update(buffer, 0, n);
      count += n;
    }
    return count;
  }

  private static long copy(InputStream content, Path part, MessageDigest sha256)
      throws IOException {
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      long count = 0;
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        sha256.update(buffer, 0, n);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        count += n;
      }
      out.force(true);
      return count;
    }
  }

  private static Put verdict(BlobId id, long size, long count, MessageDigest sha256) {
    if (size >= 0 && count != size) {
      return new Put.Differs("%,d bytes were announced, %,d came".formatted(size, count));
    }
    Digest met = Digest.of(sha256);
    return met.equals(id.digest())
        ? new Put.Kept(count)
        : new Put.Differs(id.digest() + " was announced, " + met + " came");
  }

  @Override
  public boolean has(BlobId id) throws IOException {
    Path path = path(id);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    touch(path);
    return true;
  }

  /** Whoever asks may refer to it next: the collector leaves what is young. */
  private void touch(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
  }

  @Override
  public @Nullable Content open(BlobId id) throws IOException {
    try {
      FileChannel file =
          FileChannel.open(path(id), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      return new Open(file, file.size());
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private record Open(FileChannel file, long size) implements Content {
    @Override
    public InputStream from(long offset) throws IOException {
      return Channels.newInputStream(file.position(offset));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public int collect(String blobSpace, Duration age, Function<List<String>, Set<String>> referenced)
      throws IOException {
    Instant before = clock.instant().minus(age);
    int removed = removeOld(incoming, before);
    Path folder = root.resolve(new BlobId(blobSpace, ANY).space());
    List<Path> old = new ArrayList<>();
    for (Path first : list(folder)) {
      for (Path second : list(first)) {
        for (Path content : list(second)) {
          if (isOlder(content, before)) {
            old.add(content);
          }
          if (old.size() == COLLECT_BATCH_MAX) {
            removed += removeUnreferenced(old, referenced);
            old.clear();
          }
        }
      }
    }
    return removed + removeUnreferenced(old, referenced);
  }

  private static final Digest ANY = Digest.of(new byte[0]);

  private static int removeOld(Path folder, Instant before) throws IOException {
    int removed = 0;
    for (Path part : list(folder)) {
      if (isOlder(part, before) && Files.deleteIfExists(part)) {
        removed++;
      }
    }
    return removed;
  }

  private static int removeUnreferenced(
      List<Path> contents, Function<List<String>, Set<String>> referenced) throws IOException {
    if (contents.isEmpty()) {
      return 0;
    }
    Set<String> kept =
        referenced.apply(contents.stream().map(path -> path.getFileName().toString()).toList());
    int removed = 0;
    for (Path content : contents) {
      if (!kept.contains(content.getFileName().toString()) && Files.deleteIfExists(content)) {
        removed++;
      }
    }
    return removed;
  }

  private static boolean isOlder(Path path, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isBefore(before);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  static List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException _) {
      return List.of();
    }
    return entries;
  }

  /** Makes a rename in the folder last. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path path(BlobId id) {
    return folder(id).resolve(id.digest().hex());
  }

  private Path folder(BlobId id) {
    String hex = id.digest().hex();
    return root.resolve(id.space()).resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4));
  }
}
