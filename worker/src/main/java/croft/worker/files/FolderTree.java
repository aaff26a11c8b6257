package croft.worker.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Whole folders with all that is in them. Links are taken for what they are, never followed. */
public final class FolderTree {

  private static final System.Logger LOG = System.getLogger(FolderTree.class.getName());

  private FolderTree() {}

  /** Deletes the folder; says so in the log if something would not go. */
  public static void delete(Path root) {
    try {
      deleteWalking(root);
    } catch (NoSuchFileException e) {
      // gone already
    } catch (IOException | StackOverflowError e) {
      // Folders that their owner may not enter, or so deep that no path reaches them.
      deleteByProgram(root);
    }
  }

  private static void deleteWalking(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException fault)
              throws IOException {
            if (fault != null) {
              throw fault;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void deleteByProgram(Path root) {
    try {
      Process process =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "chmod -R u+rwX -- \"$1\"; rm -rf --one-file-system -- \"$1\"",
                  "croft-delete",
                  root.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor();
      if (Files.exists(root)) {
        LOG.log(Level.WARNING, "{0} could not be deleted", root);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not delete " + root, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes on disk of all files in the folder, as far as they can be seen. */
  public static long bytes(Path root) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }
}
