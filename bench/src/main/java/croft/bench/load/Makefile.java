package croft.bench.load;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The layered graph for make: the same jobs, dependencies and program. */
public final class Makefile {
  private Makefile() {}

  /** Writes it; {@code make all} runs every job, each time. */
  public static void layered(Path file, int jobs, int width, String program) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      String all =
          IntStream.range(0, jobs).mapToObj(job -> "j" + job).collect(Collectors.joining(" "));
      out.write(".PHONY: all " + all + "\nall: " + all + "\n");
      for (int job = 0; job < jobs; job++) {
        String needs =
            Arrays.stream(Graphs.layeredNeeds(job, width))
                .mapToObj(need -> " j" + need)
                .collect(Collectors.joining());
        out.write("j" + job + ":" + needs + "\n\t@" + program + "\n");
      }
    }
  }
}
