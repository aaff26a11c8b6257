package croft.testing.chaos;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what libraries log off the reports. */
final class Quiet {
  /** Kept, so that it is not collected with its level. */
  private static final Logger ROOT = Logger.getLogger("");

  private Quiet() {}

  static void begin() {
    ROOT.setLevel(Level.SEVERE);
  }
}
