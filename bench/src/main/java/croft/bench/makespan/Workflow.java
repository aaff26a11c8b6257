package croft.bench.makespan;

import croft.core.graph.Cycle;
import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import croft.core.plan.PlannedRanks;
import croft.protocol.foreign.ForeignFileException;
import croft.protocol.foreign.ForeignGraph;
import croft.protocol.foreign.WfFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A workflow that ran once.
 *
 * @param name the file's name without its ending
 * @param runtimeMs how long each job ran
 */
record Workflow(String name, JobGraph graph, long[] runtimeMs) {
  private static final String ENDING = ".json";

  /**
   * Every workflow in a folder, by name.
   *
   * @throws ForeignFileException if a file is none; it names the file
   */
  static List<Workflow> readAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files = inside.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    List<Workflow> workflows = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      try {
        workflows.add(
            of(
                name.substring(0, name.length() - ENDING.length()),
                WfFormat.read(Files.readAllBytes(file))));
      } catch (ForeignFileException e) {
        throw new ForeignFileException(file + ": " + e.getMessage());
      }
    }
    return workflows;
  }

  static Workflow of(String name, ForeignGraph read) throws ForeignFileException {
    JobGraph.Builder builder = new JobGraph.Builder();
    long[] runtimeMs = new long[read.tasks().size()];
    for (ForeignGraph.Task task : read.tasks()) {
      Long ran = task.runtimeMs();
      if (ran == null) {
        throw new ForeignFileException("it does not say how long '" + task.id() + "' ran");
      }
      runtimeMs[builder.job()] = ran;
    }
    if (Arrays.stream(runtimeMs).sum() == 0) {
      throw new ForeignFileException("none of its tasks took any time");
    }
    List<int[]> needed = read.needed();
    for (int job = 0; job < runtimeMs.length; job++) {
      for (int need : needed.get(job)) {
        builder.edge(need, job, EdgeRule.NEEDS_SUCCESS);
      }
    }
    JobGraph graph = builder.build();
    if (Cycle.find(graph).length > 0) {
      throw new ForeignFileException("some of its tasks wait for each other");
    }
    return new Workflow(name, graph, runtimeMs);
  }

  /** No order can be faster on so many slots. */
  double boundMs(int slots) {
    return PlannedRanks.bound(Ranks.longestPaths(graph, runtimeMs), runtimeMs, slots);
  }

  /** What one earlier run would have taught: each run time off by up to a share of it. */
  long[] learntMs(double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] learnt = new long[runtimeMs.length];
    for (int job = 0; job < learnt.length; job++) {
      learnt[job] = Math.round(runtimeMs[job] * (1 + random.nextDouble(-noise, noise)));
    }
    return learnt;
  }
}
