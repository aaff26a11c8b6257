package croft.testing.chaos;

import croft.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Load for a long time without faults, and what grows meanwhile. */
final class Soak {
  private static final int SAMPLES = 20;
  private static final int LOOKS_PER_ROUND = 50;

  private static final String TABLES =
      """
      select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint / 1048576,
        coalesce(sum(n_dead_tup), 0)::bigint, coalesce(sum(n_live_tup), 0)::bigint
      from pg_stat_user_tables
      """;

  /**
   * What is there at one moment.
   *
   * @param heapMb of the first server's process after a collection
   * @param deadRows of all tables, not vacuumed yet
   */
  record Sample(
      long second,
      long transitions,
      long heapMb,
      long residentMb,
      long threads,
      long descriptors,
      long tablesMb,
      long liveRows,
      long deadRows,
      long connections) {}

  private final Arguments arguments;

  Soak(Arguments arguments) {
    this.arguments = arguments;
  }

  /**
   * Returns whether everything that was acknowledged is there, each attempt with one end, and no
   * graph is stuck. Growth is for the reader of the samples to judge.
   */
  boolean run() throws IOException, InterruptedException, SQLException {
    List<Sample> samples = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int graphs = 0;
    try (ChaosFarm farm = ChaosFarm.start(ChaosFarm.Setup.usual(), arguments.seed())) {
      long start = System.nanoTime();
      long end = start + TimeUnit.MINUTES.toNanos(arguments.minutes());
      long every = Math.max(TimeUnit.MINUTES.toMillis(arguments.minutes()) / SAMPLES, 2_000);
      if (!arguments.json()) {
        System.out.println(
            "  second  transitions  heap MB  resident MB  threads  files  tables MB  live rows  dead rows  connections");
      }
      int part = 0;
      while (System.nanoTime() < end) {
        // Parts, each with names of its own, so that what is over can be checked.
        String prefix = "soak-%d-".formatted(part++);
        try (Load people =
            new Load(farm.clients(), farm.journal(), arguments.seed() + part, prefix)) {
          long until = Math.min(System.nanoTime() + every * 1_000_000L, end);
          while (System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(LOOKS_PER_ROUND);
          }
          people.enough();
          // What is over is asked for at once: a fault shows in the part that it happened in.
          Audit audit = new Audit(farm, farm.project(part % farm.serverCount()), prefix);
          faults.addAll(audit.awaitOver(System.nanoTime()));
          if (faults.isEmpty()) {
            faults.addAll(audit.check());
          }
          graphs += audit.graphs();
        }
        Sample sample = sample(farm, (System.nanoTime() - start) / 1_000_000_000L);
        samples.add(sample);
        print(sample);
        faults.addAll(0, farm.journal().faults());
        if (!faults.isEmpty()) {
          break;
        }
      }
    }
    faults.forEach(System.err::println);
    Sample first = samples.get(samples.size() / 4);
    Sample last = samples.getLast();
    double hours = Math.max(last.second() - first.second(), 1) / 3_600.0;
    if (!arguments.json()) {
      System.out.printf(
          "%,d graphs checked; after the first quarter: heap %+.1f MB an hour, threads %+d, files %+d%n",
          graphs,
          (last.heapMb() - first.heapMb()) / hours,
          last.threads() - first.threads(),
          last.descriptors() - first.descriptors());
    }
    return faults.isEmpty();
  }

  private void print(Sample s) {
    if (arguments.json()) {
      System.out.println(Json.text(s));
    } else {
      System.out.printf(
          "%8d %,12d %8d %12d %8d %6d %10d %,10d %,10d %12d%n",
          s.second(),
          s.transitions(),
          s.heapMb(),
          s.residentMb(),
          s.threads(),
          s.descriptors(),
          s.tablesMb(),
          s.liveRows(),
          s.deadRows(),
          s.connections());
    }
  }

  private static Sample sample(ChaosFarm farm, long second)
      throws IOException, InterruptedException, SQLException {
    long pid = farm.serverPid(0);
    long heap = heapMb(pid);
    Path proc = Path.of("/proc", Long.toString(pid));
    long files;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      files = open.count();
    }
    try (Connection connection =
            DriverManager.getConnection(
                farm.postgres().jdbcUrl(), farm.postgres().user(), farm.postgres().password());
        Statement statement = connection.createStatement()) {
      long[] tables = numbers(statement, TABLES, 3);
      long[] connections = numbers(statement, "select count(*) from pg_stat_activity", 1);
      return new Sample(
          second,
          farm.journal().transitions(),
          heap,
          status(proc, "VmRSS:") / 1024,
          status(proc, "Threads:"),
          files,
          tables[0],
          tables[2],
          tables[1],
          connections[0]);
    }
  }

  private static long[] numbers(Statement statement, String sql, int columns) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long[] numbers = new long[columns];
      for (int column = 0; column < columns; column++) {
        numbers[column] = row.getLong(column + 1);
      }
      return numbers;
    }
  }

  private static long status(Path proc, String name) throws IOException {
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  /** What is live in another virtual machine, by its own tool: counts after a full collection. */
  private static long heapMb(long pid) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String last = "";
    try (Stream<String> lines = process.inputReader().lines()) {
      for (String line : lines.toList()) {
        last = line.startsWith("Total") ? line : last;
      }
    }
    process.waitFor();
    String[] words = last.strip().split(" +");
    return words.length < 3 ? 0 : Long.parseLong(words[2]) >> 20;
  }
}
