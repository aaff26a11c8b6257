package croft.worker.sandbox;

import java.io.IOException;

/**
 * A way to run one job apart from the rest of the machine. Thread-safe.
 *
 * <p>Each kind keeps the same contract: clean environment, no standard input, standard output and
 * error as one stream, its own session, limits on resources, death together with the worker, and no
 * process left over after the end.
 */
public sealed interface Sandbox permits Bubblewrap, ProcessGroup {

  /** The word by which the farm knows this kind: {@code bubblewrap} or {@code none}. */
  String isolation();

  /** Where the job will find its folders. The paths are those that the job itself sees. */
  View view(Cell cell);

  /**
   * Starts the cell's launch file. The caller must {@linkplain SandboxedProcess#await() await} the
   * process, and read its output until the end.
   *
   * @throws IOException when no process could be started at all
   */
  SandboxedProcess start(Cell cell, JobLimits limits) throws IOException;

  /**
   * A cell as seen from inside.
   *
   * @param work the folder in which the job starts, and the only one that it should write to
   * @param tmp for temporary files; gone at the end
   * @param files holds the script and the launch file; not writable where the sandbox can help it
   * @param cache what the job puts there, later jobs of the slot and project find again; perhaps
   */
  record View(String work, String tmp, String files, String cache) {}
}
