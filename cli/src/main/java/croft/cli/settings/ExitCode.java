package croft.cli.settings;

/** What a command's exit code says; scripts rely on the numbers. */
public enum ExitCode {
  OK(0, "all went well"),
  GRAPH_FAILED(
      1,
      "the graph failed or was cancelled (plan: expectation not met; exec: the command's own code)"),
  USAGE(2, "the command line, a file or a name is wrong; nothing was changed"),
  DIFFERENCE(3, "the things compared differ"),
  UNREACHABLE(4, "the farm cannot be reached, does not answer, or does not accept the token"),
  MISTAKE(70, "a mistake in croft itself"),
  INTERRUPTED(130, "stopped by Ctrl-C");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public String meaning() {
    return meaning;
  }
}
