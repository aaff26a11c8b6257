package croft.cli.settings;

/** Which croft this is. */
public final class Version {
  private Version() {}

  /** The version that the build wrote into the jar. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
