package croft.bench.scenario;

import croft.bench.farm.CroftUp;
import croft.bench.farm.Distribution;
import croft.bench.farm.Folders;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * From a script that was just changed to the first line that it prints: {@code croft exec} of the
 * distribution, on a farm by {@code croft up}, in the sandbox that is usual here.
 */
public final class TurnaroundScenario implements Scenario {
  private static final int USUAL = 15;
  private static final int WARM_UP = 4;

  @Override
  public String name() {
    return "script-turnaround";
  }

  /** The size is how often the script is changed. */
  @Override
  public Line measure(int size) throws IOException, InterruptedException {
    Distribution distribution = Distribution.built();
    Path home = Files.createTempDirectory("croft-bench-turnaround-");
    Path folder = Files.createTempDirectory("croft-bench-script-");
    int times = size > 0 ? size : USUAL;
    double[] firstLine = new double[times];
    double[] whole = new double[times];
    try (CroftUp _ = CroftUp.start(distribution, home)) {
      for (int time = -WARM_UP; time < times; time++) {
        double[] took = change(distribution, home, folder, time);
        if (time >= 0) {
          firstLine[time] = took[0];
          whole[time] = took[1];
        }
      }
    } finally {
      Folders.delete(home);
      Folders.delete(folder);
    }
    Quantiles lines = new Quantiles(firstLine);
    return Line.of(name())
        .put("changes", times)
        .put("p50Ms", lines.median())
        .put("p90Ms", lines.at(0.9))
        .put("maxMs", lines.max())
        .put("wholeP50Ms", new Quantiles(whole).median());
  }

  /** Milliseconds to the script's first line, and to the command's end. */
  private static double[] change(Distribution distribution, Path home, Path folder, int time)
      throws IOException, InterruptedException {
    String said = "this is change " + time;
    Files.writeString(folder.resolve("job.sh"), "echo '" + said + "'\n");
    long start = System.nanoTime();
    Process exec =
        distribution
            .command(home, Map.of(), "exec", "--", "sh", "job.sh")
            .directory(folder.toFile())
            .start();
    double seen = -1;
    try (BufferedReader screen =
        new BufferedReader(new InputStreamReader(exec.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = screen.readLine(); line != null; line = screen.readLine()) {
        if (seen < 0 && line.contains(said)) {
          seen = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    if (exec.waitFor() != 0 || seen < 0) {
      throw new IOException(
          "croft exec did not run the script:\n" + Files.readString(home.resolve("errors.log")));
    }
    return new double[] {seen, (System.nanoTime() - start) / 1e6};
  }
}
