package croft.testing.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, in memory, that can be full. Needs root. */
record SmallDisk(Path folder) implements AutoCloseable {
  private static final int MB = 1_500;
  private static final int PIECE = 64 << 10;

  static boolean isPossible() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isExecutable(Path.of("/usr/bin/mount"));
  }

  static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    run("mount", "-t", "tmpfs", "-o", "size=" + MB + "m,mode=755", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Leaves no space. */
  void fill() {
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException _) {
      // Now it is full.
    }
  }

  void free() throws IOException {
    Files.delete(ballast());
  }

  @Override
  public void close() throws IOException {
    run("umount", folder.toString());
  }

  private static void run(String... command) throws IOException {
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException("failed: " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }
}
