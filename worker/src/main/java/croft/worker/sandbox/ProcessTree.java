package croft.worker.sandbox;

import java.io.IOException;
import java.util.List;

/** All processes of one job, as its sandbox knows them. */
interface ProcessTree {

  /** The job's own processes at this moment, without those that the sandbox is made of. */
  List<ProcessHandle> members();

  /**
   * Ends every process of the job at once (SIGKILL), those included that left its session or its
   * parent. Does nothing when none is left. May be called again and again, from any thread.
   */
  void kill() throws IOException;

  /**
   * Whether the job's own command was started.
   *
   * @param code how the outermost program ended
   */
  boolean commandRan(int code) throws IOException;

  /** Whether no process of the job is left; zombies that someone else must collect do not count. */
  boolean gone() throws IOException;
}
