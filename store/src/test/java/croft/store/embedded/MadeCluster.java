package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A data directory made once for all tests of a JVM and copied, because making one takes long. */
final class MadeCluster {
  private static @Nullable Path made;

  private MadeCluster() {}

  /** Copies it to a place that does not exist yet. */
  static synchronized Path copyTo(Path directory) throws IOException, InterruptedException {
    Path original = made;
    if (original == null) {
      original = Files.createTempDirectory("croft-made").resolve("data");
      EmbeddedPostgres.start(original, Options.defaults().withoutDurability()).stop();
      made = original;
      Path folder = original.getParent();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> run("rm", "-rf", folder + "")));
    }
    run("cp", "-a", original.toString(), directory.toString());
    return directory.toRealPath();
  }

  static void run(String... command) {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
