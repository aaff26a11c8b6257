package croft.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of one attempt on the worker's disk.
 *
 * @param root holds everything of the attempt; no other attempt ever uses it
 * @param slot which of the worker's slots runs it, from 0; decides the user id of its processes
 * @param cache a folder that lasts from job to job of the same slot and project
 */
public record Cell(Path root, int slot, Path cache) {

  public Cell {
    if (slot < 0) {
      throw new IllegalArgumentException("slot must not be negative, was " + slot);
    }
  }

  /** The job's working folder: the only place whose contents outlive the job. */
  public Path work() {
    return root.resolve("work");
  }

  /** Temporary files, for sandboxes that cannot give a private {@code /tmp}. */
  public Path tmp() {
    return root.resolve("tmp");
  }

  /** Script and launch file: readable by the job, apart from its working folder. */
  public Path files() {
    return root.resolve("files");
  }

  Path script() {
    return files().resolve("script");
  }

  Path launch() {
    return files().resolve("launch");
  }

  /** Where the sandbox says which process is the job's first. Out of the job's reach. */
  Path status() {
    return root.resolve("status");
  }

  /**
   * Where the sandbox's own programs complain, and tell at the end what the job used. Apart from
   * the job's output, so that neither can be taken for the other.
   */
  Path notes() {
    return root.resolve("notes");
  }

  /** The log as far as it was captured. Out of the job's reach. */
  public Path log() {
    return root.resolve("log");
  }

  /** Makes the folders, readable by their owner only. */
  public Cell create() throws IOException {
    Files.createDirectories(
        root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectories(cache);
    Files.createDirectory(work());
    Files.createDirectory(tmp());
    Files.createDirectory(files());
    return this;
  }
}
