package croft.cli.command;

import picocli.CommandLine.Option;

/** Chooses the API's own shapes instead of text for people. */
public final class JsonOption {
  @Option(
      names = "--json",
      order = 80,
      description = "Print JSON in the API's shapes, for programs.")
  private boolean on;

  /** Whether JSON is wanted. */
  public boolean on() {
    return on;
  }
}
