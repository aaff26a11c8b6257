package croft.worker.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Each way in which a sandbox starts jobs. */
enum Way {
  BUBBLEWRAP,
  SPAWNED,
  /** Where the C library lacks what the worker wants of it. */
  BY_PROGRAMS;

  /** Such a sandbox; the calling test is skipped when it cannot work on this machine. */
  Sandbox open(Launcher launcher, Path data) throws IOException {
    return switch (this) {
      case BUBBLEWRAP -> Kind.BUBBLEWRAP.open(launcher, data);
      case SPAWNED -> new ProcessGroup(launcher, Optional.of(Libc.find().orElseThrow()));
      case BY_PROGRAMS -> new ProcessGroup(launcher, Optional.empty());
    };
  }
}
