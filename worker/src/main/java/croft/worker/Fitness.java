package croft.worker;

import croft.worker.attempt.HeldAttempt;
import croft.worker.attempt.Stop;
import croft.worker.files.FolderTree;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Watches the disk. With too little space the worker takes no more jobs; with almost none, the job
 * that uses most of it is ended, before all of them and the worker itself fail. Thread-safe.
 */
final class Fitness {

  private static final System.Logger LOG = System.getLogger(Fitness.class.getName());

  private final Path data;
  private final long floorBytes;
  private final Supplier<Collection<HeldAttempt>> held;
  private final Function<HeldAttempt, Path> folder;
  private final Runnable makeRoom;
  private volatile boolean fit = true;

  /**
   * @param held the attempts at this moment
   * @param folder of an attempt
   * @param makeRoom drops what can be brought again
   */
  Fitness(
      Path data,
      long floorBytes,
      Supplier<Collection<HeldAttempt>> held,
      Function<HeldAttempt, Path> folder,
      Runnable makeRoom) {
    this.data = data;
    this.floorBytes = floorBytes;
    this.held = held;
    this.folder = folder;
    this.makeRoom = makeRoom;
  }

  /** Whether the worker may take jobs. */
  boolean isFit() {
    return fit;
  }

  /** One look at the disk. */
  void runOnce() {
    long free = freeBytes();
    if (free >= floorBytes) {
      if (!fit) {
        LOG.log(Level.INFO, "fit again: {0} free in {1}", megabytes(free), data);
      }
      fit = true;
      return;
    }
    if (fit) {
      LOG.log(
          Level.ERROR,
          "unfit, takes no jobs: {0} free in {1}, needs {2}. Free some space.",
          megabytes(free),
          data,
          megabytes(floorBytes));
      fit = false;
      makeRoom.run();
    }
    if (freeBytes() < floorBytes / 2) {
      endLargest();
    }
  }

  private void endLargest() {
    record Size(HeldAttempt attempt, long bytes) {}
    Optional<Size> largest =
        held.get().stream()
            .filter(HeldAttempt::isRunning)
            .map(attempt -> new Size(attempt, bytes(folder.apply(attempt))))
            .max(Comparator.comparingLong(Size::bytes));
    if (largest.isPresent()) {
      String reason =
          "Ended because the worker's disk was almost full, and this job's work folder was the largest: %s."
              .formatted(megabytes(largest.get().bytes()));
      LOG.log(Level.ERROR, "{0}: {1}", largest.get().attempt().id(), reason);
      largest.get().attempt().stop(new Stop.Exceeded(reason));
    }
  }

  private static long bytes(Path folder) {
    try {
      return FolderTree.bytes(folder);
    } catch (IOException e) {
      return 0;
    }
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the free space of " + data + " is not known", e);
      return 0;
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
  }
}
