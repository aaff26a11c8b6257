package croft.worker.sandbox;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The kinds of sandbox, for tests that hold for each. */
public enum Kind {
  BUBBLEWRAP,
  NONE;

  /** Such a sandbox; the calling test is skipped when it cannot work on this machine. */
  public Sandbox open(Launcher launcher, Path data) throws IOException {
    return switch (this) {
      case NONE -> new ProcessGroup(launcher);
      case BUBBLEWRAP ->
          switch (Bubblewrap.detect(
              launcher,
              new SandboxOptions(true, List.of(), List.of(data), SandboxOptions.FIRST_UID + 200),
              data.resolve("trial"))) {
            case Bubblewrap.Detected.Works(Bubblewrap sandbox) -> sandbox;
            case Bubblewrap.Detected.Fails(String reason) -> abort("skipped: " + reason);
          };
    };
  }
}
