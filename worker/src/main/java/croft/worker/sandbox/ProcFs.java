package croft.worker.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** The few facts about processes that {@link ProcessHandle} does not tell. */
final class ProcFs {

  private static final Path PROC = Path.of("/proc");

  private ProcFs() {}

  /** Whether the process exists and is more than a zombie. */
  static boolean isRunning(long pid) {
    String stat = statAfterName(pid);
    return !stat.isEmpty() && stat.charAt(0) != 'Z' && stat.charAt(0) != 'X';
  }

  /** The session of a process; -1 when there is no such process. */
  static long session(long pid) {
    String[] fields = statAfterName(pid).split(" ", 5);
    return fields.length < 4 ? -1 : Long.parseLong(fields[3]);
  }

  /** Whether the environment with which the process was started contains the text. */
  static boolean environmentContains(long pid, String text) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // gone meanwhile, or another user's
    }
  }

  /** The command line, its words separated by NUL; empty for a process that ended or is ending. */
  static String commandLine(long pid) {
    try {
      return new String(
          Files.readAllBytes(PROC.resolve(pid + "/cmdline")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Younger than this, a process' descendants are found by number: no machine hands out all numbers
   * (32,768 at least) in that time.
   */
  private static final long YOUNG_NANOS = 250_000_000;

  /**
   * Those of the processes with a greater number than {@code first} of which the test says yes; of
   * all processes, when numbers may have begun again since the first was started. Of a short job
   * this reads a handful of processes, where the machine has hundreds.
   *
   * @param ageNanos how long ago the first process was started, at least
   */
  static List<Long> findSince(long first, long ageNanos, LongPredicate test) {
    if (ageNanos < YOUNG_NANOS) {
      List<Long> found = find(pid -> pid > first && test.test(pid));
      if (lastGiven() >= first) {
        return found;
      }
    }
    return find(test);
  }

  /** The number that was given to a process last; 0 when it cannot be known. */
  private static long lastGiven() {
    try {
      String load = Files.readString(PROC.resolve("loadavg")).strip();
      return Long.parseLong(load.substring(load.lastIndexOf(' ') + 1));
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** All processes of which the test says yes. */
  static List<Long> find(LongPredicate test) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (test.test(pid)) {
          found.add(pid);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read", e);
    }
    return found;
  }

  /** State, parent, group, session …: the name before them may hold blanks and brackets. */
  private static String statAfterName(long pid) {
    try {
      String stat =
          new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      return stat.substring(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return "";
    }
  }
}
