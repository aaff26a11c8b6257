package croft.bench.makespan;

import croft.protocol.foreign.ForeignFileException;
import croft.protocol.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code makespan --dir DIR}: how long the WfFormat workflows of a folder take on 2, 8, 32 and 128
 * slots in the farm's claim order, as a table of ratios to the lower bound, and as JSON, a line
 * each.
 */
public final class Makespan {
  static final int[] SLOTS = {2, 8, 32, 128};

  private static final String ROW = "%-34s %5s %5s %9s %7s %7s %7s %7s %7s %7s%n";

  private Makespan() {}

  /** Measures a folder and prints. Returns the exit code: 2 if it cannot be measured. */
  public static int run(Path folder, PrintStream out, PrintStream err) throws IOException {
    if (!Files.isDirectory(folder)) {
      err.println(folder + " is not a folder: name one that has WfFormat files (*.json)");
      return 2;
    }
    List<Measured> all;
    try {
      all = measure(folder);
    } catch (ForeignFileException e) {
      err.println(e.getMessage());
      return 2;
    }
    if (all.isEmpty()) {
      err.println(folder + " has no WfFormat files (*.json)");
      return 2;
    }
    table(all, out);
    for (Measured one : all) {
      out.println(Json.text(one.line()));
    }
    out.println(Json.text(means("makespanMeans", all)));
    List<Measured> contested = all.stream().filter(Measured::isContested).toList();
    out.println(Json.text(means("makespanMeansWhereOrderMatters", contested)));
    return 0;
  }

  static List<Measured> measure(Path folder) throws IOException {
    List<Measured> all = new ArrayList<>();
    for (Workflow workflow : Workflow.readAll(folder)) {
      for (int slots : SLOTS) {
        all.add(Measured.of(workflow, slots));
      }
    }
    return all;
  }

  private static void table(List<Measured> all, PrintStream out) {
    out.println("makespan / max(critical path, work / slots); smaller is better, 1 is the bound");
    out.printf(
        Locale.ROOT,
        ROW,
        "workflow",
        "jobs",
        "slots",
        "bound s",
        "fifo",
        "hops",
        "paths",
        "planned",
        "~paths",
        "~plan");
    for (Measured one : all) {
      out.printf(
          Locale.ROOT,
          ROW,
          one.workflow().length() > 34 ? one.workflow().substring(0, 34) : one.workflow(),
          one.jobs(),
          one.slots(),
          "%.0f".formatted(one.bound() / 1_000),
          text(one.fifo() / one.bound()),
          text(one.hops() / one.bound()),
          text(one.paths() / one.bound()),
          text(one.planned() / one.bound()),
          text(one.learntPaths() / one.bound()),
          text(one.learntPlanned() / one.bound()));
    }
    out.printf(
        Locale.ROOT,
        ROW,
        "geometric mean",
        "",
        "",
        "",
        mean(all, one -> one.fifo() / one.bound()),
        mean(all, one -> one.hops() / one.bound()),
        mean(all, one -> one.paths() / one.bound()),
        mean(all, one -> one.planned() / one.bound()),
        mean(all, one -> one.learntPaths() / one.bound()),
        mean(all, one -> one.learntPlanned() / one.bound()));
    out.printf(
        Locale.ROOT,
        ROW,
        "of first in, first out",
        "",
        "",
        "",
        text(1),
        mean(all, one -> one.hops() / one.fifo()),
        mean(all, one -> one.paths() / one.fifo()),
        mean(all, one -> one.planned() / one.fifo()),
        mean(all, one -> one.learntPaths() / one.fifo()),
        mean(all, one -> one.learntPlanned() / one.fifo()));
    out.println();
    out.println(
        "fifo: ready jobs as they come. hops: no history. paths: longest remaining path by");
    out.println(
        "run time. planned: ranks planned for the slots. ~: run times learnt from an earlier");
    out.println("run, each wrong by up to 0.3 of it: mean of ten seeds.");
    out.println();
  }

  private static String mean(List<Measured> all, ToDoubleFunction<Measured> ratio) {
    return text(Measured.mean(all, ratio));
  }

  private static String text(double ratio) {
    return String.format(Locale.ROOT, "%.4f", ratio);
  }

  private static Map<String, Object> means(String scenario, List<Measured> all) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", scenario);
    line.put("points", all.size());
    put(line, "Bound", all, Measured::bound);
    put(line, "Fifo", all, Measured::fifo);
    line.put(
        "pathsToFifoWorst",
        Measured.ratio(all.stream().mapToDouble(one -> one.paths() / one.fifo()).max().orElse(1)));
    line.put(
        "plannedToFifoWorst",
        Measured.ratio(
            all.stream().mapToDouble(one -> one.planned() / one.fifo()).max().orElse(1)));
    line.put(
        "learntPathsToPaths",
        Measured.ratio(Measured.mean(all, one -> one.learntPaths() / one.paths())));
    line.put(
        "learntPlannedToPlanned",
        Measured.ratio(Measured.mean(all, one -> one.learntPlanned() / one.planned())));
    return line;
  }

  private static void put(
      Map<String, Object> line, String to, List<Measured> all, ToDoubleFunction<Measured> base) {
    line.put("fifoTo" + to, ratio(all, Measured::fifo, base));
    line.put("hopsTo" + to, ratio(all, Measured::hops, base));
    line.put("pathsTo" + to, ratio(all, Measured::paths, base));
    line.put("plannedTo" + to, ratio(all, Measured::planned, base));
  }

  private static double ratio(
      List<Measured> all, ToDoubleFunction<Measured> of, ToDoubleFunction<Measured> to) {
    return Measured.ratio(Measured.mean(all, one -> of.applyAsDouble(one) / to.applyAsDouble(one)));
  }
}
