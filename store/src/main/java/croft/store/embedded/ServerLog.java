package croft.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What PostgreSQL says, kept bounded, and turned into what a person can do about it. */
record ServerLog(Path file) {
  /** Two files of this size at most: the current one and the one before. */
  static final long BYTES_MAX = 16L << 20;

  private static final int TAIL_LINES = 12;

  /** The end of the size before a start, to read later only what that start said. */
  long size() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  String since(long offset) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.min(offset, channel.size()));
      // A start says little; a log that grew by more than this was not written by a start.
      var bytes = java.nio.ByteBuffer.allocate(1 << 20);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // fills the buffer
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Keeps the log bounded. PostgreSQL appends, so the file can be emptied under it; what it writes
   * between the copy and the cut is lost.
   */
  void trim() throws IOException {
    if (size() > BYTES_MAX) {
      Files.copy(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
      Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
  }

  /** What to do, as far as the log tells, and its last lines. */
  static String explain(String log) {
    List<String> lines = log.lines().toList();
    String tail =
        String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    String next;
    if (log.contains("No space left on device")) {
      next = "The disk is full: free some space and start again.";
    } else if (log.contains("Cannot allocate memory") || log.contains("could not map anonymous")) {
      next = "There is not enough memory for it.";
    } else if (log.contains("Read-only file system") || log.contains("Permission denied")) {
      next = "It may not write there: check the owner and the mount of the data directory.";
    } else if (log.contains("Is another postmaster")) {
      next = "Another server uses this directory: stop that one first.";
    } else if (log.contains("could not locate a valid checkpoint record")
        || log.contains("invalid checksum")) {
      next = "Its files are damaged: restore the last backup into an empty data directory.";
    } else {
      next = "Its own words:";
    }
    return next + "\n  " + tail;
  }
}
