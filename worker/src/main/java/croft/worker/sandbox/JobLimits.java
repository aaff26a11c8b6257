package croft.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much one job may use. Every limit is one that the kernel holds for a process without any
 * help, so it works in containers too.
 *
 * @param dataBytes writable private memory of each process (RLIMIT_DATA). Not the address space: a
 *     JVM reserves far more of that than it uses, and would not start
 * @param processes processes and threads of the job's user together (RLIMIT_NPROC)
 * @param openFiles per process
 * @param fileBytes size of any one file
 * @param tmpBytes of {@code /tmp}, which is in memory; where the sandbox has its own
 * @param shmBytes of {@code /dev/shm}, which is in memory; where the sandbox has its own
 */
public record JobLimits(
    long dataBytes, long processes, long openFiles, long fileBytes, long tmpBytes, long shmBytes) {

  /** Enough for a parallel build with a JVM or two, too few to stop a machine. */
  public static final long PROCESSES = 2_048;

  public static final long OPEN_FILES = 16_384;

  /** A core image of a virtual machine fits; one runaway log does not fill a disk by itself. */
  public static final long FILE_BYTES = 16L << 30;

  public static final long TMP_BYTES = 1L << 30;
  public static final long SHM_BYTES = 256L << 20;

  public JobLimits {
    if (dataBytes < 1
        || processes < 1
        || openFiles < 3
        || fileBytes < 1
        || tmpBytes < 1
        || shmBytes < 1) {
      throw new IllegalArgumentException("every limit must be positive");
    }
  }

  /** The usual limits, with the given memory. */
  public static JobLimits withMemory(long dataBytes) {
    return new JobLimits(dataBytes, PROCESSES, OPEN_FILES, FILE_BYTES, TMP_BYTES, SHM_BYTES);
  }

  /** These limits, but none above this process' own hard ones: only root could give more. */
  JobLimits lowered(HardLimits hard) {
    return new JobLimits(
        Math.min(dataBytes, hard.dataBytes),
        Math.min(processes, hard.processes),
        Math.min(openFiles, hard.openFiles),
        Math.min(fileBytes, hard.fileBytes),
        tmpBytes,
        shmBytes);
  }

  /** The arguments of {@code prlimit}, lowered to what this process may give. */
  List<String> prlimitArguments(HardLimits hard) {
    JobLimits lowered = lowered(hard);
    return List.of(
        "--data=" + lowered.dataBytes,
        "--nproc=" + lowered.processes,
        "--nofile=" + lowered.openFiles,
        "--fsize=" + lowered.fileBytes,
        "--core=0");
  }

  /** What the worker itself may use at most: only root could give a job more. */
  record HardLimits(long dataBytes, long processes, long openFiles, long fileBytes) {

    private static final Pattern LINE =
        Pattern.compile("(?m)^(Max [a-z ]+?)\\s{2,}\\S+\\s+(\\d+|unlimited)\\b.*$");

    static HardLimits ofThisProcess() throws IOException {
      return parse(Files.readString(Path.of("/proc/self/limits")));
    }

    static HardLimits parse(String procLimits) {
      long data = Long.MAX_VALUE;
      long processes = Long.MAX_VALUE;
      long files = Long.MAX_VALUE;
      long size = Long.MAX_VALUE;
      Matcher line = LINE.matcher(procLimits);
      while (line.find()) {
        long value =
            line.group(2).equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(line.group(2));
        switch (line.group(1)) {
          case "Max data size" -> data = value;
          case "Max processes" -> processes = value;
          case "Max open files" -> files = value;
          case "Max file size" -> size = value;
          default -> {}
        }
      }
      return new HardLimits(data, processes, files, size);
    }
  }
}
