package croft.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code croft} command. */
@Command(
    name = "croft",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A compute farm: a graph of jobs goes in, any scripts run on any machines.")
public final class Main implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  /** The version that the build wrote into this jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"croft " + (version == null ? "(built by hand)" : version)};
    }
  }
}
