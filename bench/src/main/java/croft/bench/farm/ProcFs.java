package croft.bench.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of processes. One that has ended costs nothing any more. */
public final class ProcFs {
  private static final double TICKS_PER_SECOND = 100;
  private static final int FIRST_FIELD = 3;
  private static final int USER_TIME = 14;

  private ProcFs() {}

  /** Processor time of a process, with or without that of children that it waited for. */
  public static double cpuSeconds(long pid, boolean withEndedChildren) throws IOException {
    String text = read(pid, "stat");
    if (text.isEmpty()) {
      return 0;
    }
    // The name, in brackets, may hold blanks; user, system and the children's follow as 14 to 17.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    double ticks = 0;
    for (int field = 0; field < (withEndedChildren ? 4 : 2); field++) {
      ticks += Double.parseDouble(fields[USER_TIME - FIRST_FIELD + field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Processor time of a process and everything below it, the ended included. */
  public static double treeCpuSeconds(long root) throws IOException {
    double seconds = 0;
    for (long pid : tree(root)) {
      seconds += cpuSeconds(pid, pid == root);
    }
    return seconds;
  }

  /** Processor time of everything that runs on this machine, since it was started. */
  public static double machineCpuSeconds() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split(" +");
    // user, nice and system; idle and waiting stand behind, interrupts and what was stolen after.
    double ticks = 0;
    for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Double.parseDouble(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Main memory of a process and everything below it; what several share is counted once. */
  public static double treePssMb(long root) throws IOException {
    double megabytes = 0;
    for (long pid : tree(root)) {
      megabytes += pssMb(pid);
    }
    return megabytes;
  }

  /** Main memory of one process, with its part of what it shares with others. */
  public static double pssMb(long pid) throws IOException {
    return number(read(pid, "smaps_rollup"), "Pss:") / 1024.0;
  }

  /** The most main memory that a process ever held. */
  public static double peakRssMb(long pid) throws IOException {
    return number(read(pid, "status"), "VmHWM:") / 1024.0;
  }

  /** How many threads of the kernel a process has now. */
  public static long threads(long pid) throws IOException {
    return number(read(pid, "status"), "Threads:");
  }

  /** The first process of the PostgreSQL whose data is in this folder: nobody's child. */
  public static long postmaster(Path cluster) throws IOException {
    return Long.parseLong(Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst().strip());
  }

  /** A process and its descendants. */
  public static List<Long> tree(long root) {
    return Stream.concat(
            Stream.of(root),
            ProcessHandle.of(root).stream()
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid))
        .toList();
  }

  private static long number(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** Empty if the process is gone. */
  private static String read(long pid, String file) throws IOException {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException | UncheckedIOException e) {
      // It went while it was read (ESRCH).
      if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
        throw e;
      }
      return "";
    }
  }
}
