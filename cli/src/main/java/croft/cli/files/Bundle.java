package croft.cli.files;

import croft.cli.settings.Fault;
import croft.protocol.Name;
import croft.protocol.json.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Files packed into one, always the same bytes for the same files: sorted, no times, no owners,
 * modes 644 or 755. Closing it deletes the packed file.
 *
 * @param file the packed files
 * @param digest by which the farm knows them
 * @param bytes size of the packed file
 */
public record Bundle(Path file, Digest digest, long bytes) implements AutoCloseable {
  private static final int EXECUTABLE = 0100755;
  private static final int PLAIN = 0100644;

  /** Packs a folder's files. */
  public static Bundle of(Folder folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    folder.files().forEach(path -> files.put(path, folder.root().resolve(path)));
    return of(files);
  }

  /**
   * Packs files.
   *
   * @param files by the path that each has in the work folder of a job
   */
  public static Bundle of(Map<String, Path> files) throws IOException {
    Path packed = Files.createTempFile("croft-files-", ".tar.gz");
    try {
      MessageDigest sha256 = Digest.sha256();
      try (OutputStream out =
          new BufferedOutputStream(
              new DigestOutputStream(Files.newOutputStream(packed), sha256), 64 * 1024)) {
        pack(new TreeMap<>(files), out);
      }
      return new Bundle(packed, Digest.of(sha256), Files.size(packed));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(packed);
      throw e;
    }
  }

  private static void pack(TreeMap<String, Path> files, OutputStream out) throws IOException {
    var parameters = new GzipParameters();
    parameters.setModificationTime(0);
    parameters.setOperatingSystem(255);
    parameters.setCompressionLevel(Deflater.DEFAULT_COMPRESSION);
    try (var gzip = new GzipCompressorOutputStream(out, parameters);
        var tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, Path> each : files.entrySet()) {
        add(tar, each.getKey(), each.getValue());
      }
    }
  }

  private static void add(TarArchiveOutputStream tar, String name, Path file) throws IOException {
    String fault = Name.fileFault(name);
    if (fault != null) {
      throw Fault.usage("the file name '" + name + "' " + fault, "Rename it, or leave it out.");
    }
    var entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(file));
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setMode(isExecutable(file) ? EXECUTABLE : PLAIN);
    tar.putArchiveEntry(entry);
    // One that grows or shrinks meanwhile makes the archive refuse it, which names the file.
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      in.transferTo(tar);
    }
    tar.closeArchiveEntry();
  }

  private static boolean isExecutable(Path file) throws IOException {
    try {
      return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
          .contains(PosixFilePermission.OWNER_EXECUTE);
    } catch (UnsupportedOperationException e) {
      return Files.isExecutable(file);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // In the temporary folder; the system clears it.
    }
  }
}
