package croft.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker finds out about its machine.
 *
 * @param cpus processors that it may use
 * @param memoryBytes main memory that it may use
 * @param jdks homes of Java development kits by major version
 * @param labels in the farm's form: {@code os=linux}, {@code arch=amd64}, {@code jdk=25}
 */
record Machine(int cpus, long memoryBytes, Map<Integer, Path> jdks, List<String> labels) {

  private static final Pattern MEM_TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d+) kB$");
  private static final Pattern JAVA_VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");
  private static final Pattern RELEASE = Pattern.compile("(?m)^(ID|VERSION_ID)=\"?([^\"\n]*)\"?$");

  /** Where Linux machines keep JDKs. */
  private static final List<String> JDK_FOLDERS =
      List.of("/usr/lib/jvm", "/opt", "/opt/java", "/usr/java");

  static Machine detect() {
    Map<Integer, Path> jdks = findJdks();
    Set<String> labels = new TreeSet<>();
    labels.add("os=" + System.getProperty("os.name").toLowerCase(Locale.ROOT));
    labels.add("arch=" + System.getProperty("os.arch"));
    jdks.keySet().forEach(major -> labels.add("jdk=" + major));
    distribution().ifPresent(labels::add);
    return new Machine(
        Runtime.getRuntime().availableProcessors(), memory(), jdks, List.copyOf(labels));
  }

  /** Variables that tell jobs where the JDKs are: {@code CROFT_JDK_25}. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    jdks.forEach((major, home) -> variables.put("CROFT_JDK_" + major, home.toString()));
    return variables;
  }

  /** The machine's name in the letters that the farm allows. */
  static String hostName() {
    String name = read(Path.of("/proc/sys/kernel/hostname")).strip();
    String allowed = name.replaceAll("[^A-Za-z0-9._=-]", "-").replaceAll("\\.\\.+", ".");
    return allowed.isEmpty() ? "worker" : allowed.substring(0, Math.min(allowed.length(), 100));
  }

  private static long memory() {
    Matcher total = MEM_TOTAL.matcher(read(Path.of("/proc/meminfo")));
    long machine = total.find() ? Long.parseLong(total.group(1)) << 10 : 1L << 30;
    // A container's limit, in either version of the kernel's interface.
    for (String file :
        List.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      String limit = read(Path.of(file)).strip();
      if (limit.matches("\\d{1,18}")) {
        machine = Math.min(machine, Long.parseLong(limit));
      }
    }
    return machine;
  }

  private static Map<Integer, Path> findJdks() {
    List<Path> candidates = new ArrayList<>();
    candidates.add(Path.of(System.getProperty("java.home")));
    for (String folder : JDK_FOLDERS) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(Path.of(folder))) {
        List<Path> sorted = new ArrayList<>();
        homes.forEach(sorted::add);
        sorted.sort(null);
        candidates.addAll(sorted);
      } catch (IOException e) {
        // not there
      }
    }
    Map<Integer, Path> found = new TreeMap<>();
    for (Path home : candidates) {
      Matcher version = JAVA_VERSION.matcher(read(home.resolve("release")));
      if (version.find() && Files.isExecutable(home.resolve("bin/javac"))) {
        found.putIfAbsent(Integer.valueOf(version.group(1)), home);
      }
    }
    return found;
  }

  private static Optional<String> distribution() {
    String id = "";
    String version = "";
    Matcher line = RELEASE.matcher(read(Path.of("/etc/os-release")));
    while (line.find()) {
      if (line.group(1).equals("ID")) {
        id = line.group(2);
      } else {
        version = line.group(2);
      }
    }
    String label = "distro=" + id + (version.isEmpty() ? "" : "-" + version);
    return label.matches("distro=[A-Za-z0-9._-]+") && !label.contains("..")
        ? Optional.of(label)
        : Optional.empty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
