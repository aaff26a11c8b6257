package croft.cli.farm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a worker is to run. */
public final class WorkerOptions {
  @Option(
      names = "--slots",
      paramLabel = "NUMBER",
      description = "Jobs at once (default: one for each processor, at least two).")
  @Nullable Integer slots;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "LABEL",
      description = "What it has beside what it finds by itself, such as gpu.")
  List<String> labels = List.of();

  @Option(
      names = "--isolation",
      paramLabel = "KIND",
      description =
          "How jobs are kept apart: auto, bubblewrap or none (default: auto, bubblewrap where it"
              + " works).")
  String isolation = "auto";

  int slots() {
    return slots == null ? Math.max(2, Runtime.getRuntime().availableProcessors()) : slots;
  }
}
