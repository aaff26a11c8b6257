package croft.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server process of a cluster, as its `postmaster.pid` describes it.
 *
 * @param status PostgreSQL's word: `starting`, `ready`, `standby` (ready, and follows another),
 *     `stopping`
 */
record Postmaster(long pid, int port, String status) {
  // Lines of postmaster.pid, from 0: miscadmin.h of PostgreSQL.
  private static final int LINE_PID = 0;
  private static final int LINE_PORT = 3;
  private static final int LINE_STATUS = 7;

  static Path file(Cluster cluster) {
    return cluster.data().resolve("postmaster.pid");
  }

  boolean ready() {
    return status.equals("ready") || status.equals("standby");
  }

  boolean stopping() {
    return status.equals("stopping");
  }

  /** What the file says, which may be about a process that is gone, or about to be written. */
  static Optional<Postmaster> read(Cluster cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file(cluster), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (lines.size() <= LINE_PORT) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(LINE_PID).strip()),
              Integer.parseInt(lines.get(LINE_PORT).strip()),
              lines.size() > LINE_STATUS ? lines.get(LINE_STATUS).strip() : "starting"));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** The server that serves this cluster now, found by the file and checked against the process. */
  static Optional<Postmaster> running(Cluster cluster) throws IOException {
    return read(cluster).filter(postmaster -> belongsTo(postmaster.pid(), cluster));
  }

  /**
   * Whether a process is one of this cluster's. A process id alone says nothing: it may have been
   * given to another program since. Only what every user may read of any process is used, because
   * root in a container often may not look closer at another user's.
   */
  static boolean belongsTo(long pid, Cluster cluster) {
    try {
      Path process = Path.of("/proc", String.valueOf(pid));
      return Files.readString(process.resolve("comm")).strip().equals("postgres")
          && (int) Files.getAttribute(process, "unix:uid") == cluster.user().uid()
          && commandLine(pid).contains(cluster.name());
    } catch (IOException _) {
      return false;
    }
  }

  /** The program that a process runs, as it was called. */
  static String program(long pid) throws IOException {
    return commandLine(pid).split("\0", 2)[0];
  }

  private static String commandLine(long pid) throws IOException {
    return new String(
        Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline")),
        StandardCharsets.UTF_8);
  }

  /** All processes of the cluster: the server and its children, or what is left of them. */
  static List<Long> processes(Cluster cluster) throws IOException {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (belongsTo(pid, cluster)) {
          pids.add(pid);
        }
      }
    }
    return pids;
  }

  /**
   * Sends a signal that Java cannot send.
   *
   * @param signal `INT` stops a server fast and cleanly, `QUIT` at once (it recovers at its next
   *     start)
   */
  static void signal(long pid, String signal) throws IOException {
    new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, String.valueOf(pid))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Waits until none of the cluster's processes is left. */
  static boolean gone(Cluster cluster, Duration within) throws IOException {
    long end = System.nanoTime() + within.toNanos();
    while (!processes(cluster).isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Pause.shortly();
    }
    return true;
  }
}
