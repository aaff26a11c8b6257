package croft.worker.sandbox;

/** How a job's command ended. All of its processes are dead. */
public sealed interface Exit {

  /**
   * The command ran.
   *
   * @param code its exit code; 128 + n when signal n ended it
   */
  record Ran(int code, Usage usage) implements Exit {}

  /**
   * The sandbox could not be set up, so that the job's command was never started: a fault of this
   * worker, not of the job.
   *
   * @param reason what the sandbox's own programs said
   */
  record NotStarted(String reason) implements Exit {}
}
