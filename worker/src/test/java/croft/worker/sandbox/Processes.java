package croft.worker.sandbox;

import java.util.List;

/** Finds processes of this machine, for tests that want none to be left. */
public final class Processes {

  private Processes() {}

  /** Those that run with the text in their command line. */
  public static List<Long> with(String mark) {
    return ProcFs.find(pid -> ProcFs.isRunning(pid) && ProcFs.commandLine(pid).contains(mark));
  }
}
