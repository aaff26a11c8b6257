package croft.cli.command;

import croft.cli.settings.Fault;
import picocli.CommandLine.Option;

/** How a new graph begins. */
public final class StartOptions {
  @Option(names = "--paused", description = "Nothing starts until croft resume.")
  private boolean paused;

  @Option(
      names = "--draft",
      description = "Only stores it, to be edited; nothing begins until croft start.")
  private boolean draft;

  @Option(
      names = "--no-reuse",
      description = "Every job runs, those too that could take the result of an equal one.")
  private boolean noReuse;

  boolean paused() {
    return paused;
  }

  boolean draft() {
    return draft;
  }

  boolean noReuse() {
    return noReuse;
  }

  /** Refuses to follow a graph that does not run. */
  void check(boolean watch) {
    if (watch && draft) {
      throw Fault.usage(
          "--draft and --watch are both given", "A draft does not run: start it, then watch it.");
    }
  }
}
