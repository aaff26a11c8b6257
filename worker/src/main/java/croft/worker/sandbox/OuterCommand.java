package croft.worker.sandbox;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The programs around a job that are the same in each kind of sandbox. */
final class OuterCommand {

  // $1: the worker's process. Between fork and setpriv the worker may have died; its signal would
  // never come then.
  private static final String SETUP =
      """
      [ "$PPID" = "$1" ] || exit 125
      { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null
      exec 2>"$2" 3>"$3"
      shift 3
      exec "$@"
      """;

  private static final String COUNT_BY_SHELL =
      """
      "$@"
      code=$?
      times >&2
      exit $code
      """;

  /** The only variable of the sandbox's own programs. */
  static final String PATH = "/usr/bin:/bin";

  private OuterCommand() {}

  /**
   * Around the whole sandbox: an own session, so that a Ctrl-C for the worker is not one for its
   * jobs; death with the worker; first victim when memory runs out. Leaves descriptor 3 open for
   * the {@linkplain StatusFile status}, and 2 for the notes.
   */
  static ProcessBuilder around(Tools tools, Cell cell, List<String> sandbox) {
    List<String> command = new ArrayList<>();
    command.add(tools.setsid().toString());
    command.addAll(List.of(tools.setpriv().toString(), "--pdeathsig", "KILL", "--"));
    command.addAll(List.of(tools.sh().toString(), "-c", SETUP, "croft-job"));
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(cell.notes().toString());
    command.add(cell.status().toString());
    command.addAll(sandbox);
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    return builder;
  }

  /**
   * Around the launch file, inside the sandbox: limits, and a program that stays and counts what
   * the processes used that were waited for.
   */
  static List<String> measured(
      Tools tools, JobLimits limits, JobLimits.HardLimits hard, String launchFile) {
    List<String> command = new ArrayList<>();
    command.add(tools.prlimit().toString());
    command.addAll(limits.prlimitArguments(hard));
    command.add("--");
    command.addAll(counted(tools, launchFile));
    return command;
  }

  /** The launch file in a program that stays, and counts. */
  static List<String> counted(Tools tools, String launchFile) {
    List<String> command = new ArrayList<>();
    if (tools.time().isPresent()) {
      command.addAll(List.of(tools.time().get().toString(), "-q", "-f", Usage.TIME_FORMAT));
    } else {
      command.addAll(List.of(tools.sh().toString(), "-c", COUNT_BY_SHELL, "croft-job"));
    }
    command.add(tools.sh().toString());
    command.add(launchFile);
    return command;
  }
}
