package croft.cli.files;

import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.protocol.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that may travel with a graph: regular ones, links not followed, sorted by
 * path.
 *
 * @param root the folder
 * @param files paths relative to it, with {@code /}
 * @param bytes their sizes together
 */
public record Folder(Path root, List<String> files, long bytes) {
  /** More files than this are sources of something that should be fetched by a job. */
  public static final int FILES_MAX = 20_000;

  /** What a build makes or a tool keeps; never sent unless git knows it. */
  static final Set<String> LEFT_OUT = Set.of(".git", "target", "node_modules", ".croft");

  public Folder {
    files = List.copyOf(files);
  }

  /**
   * The files that a graph file asks for.
   *
   * @throws Fault if a pattern matches nothing, or there is too much
   */
  public static Folder matching(Path root, List<String> patterns) throws IOException {
    List<FileGlob> globs = globs(patterns);
    var gathered = new Gathering(root);
    gathered.walk(path -> globs.stream().anyMatch(glob -> glob.matches(path)));
    for (FileGlob glob : globs) {
      if (gathered.files.stream().noneMatch(glob::matches)) {
        throw Fault.usage(
            "files: '" + glob + "' matches no file in " + root,
            "Mend the pattern; it is relative to the folder of the graph file.");
      }
    }
    return gathered.done();
  }

  /**
   * The files that a command in this folder would want: what git tracks or would (its ignore rules
   * hold), or all of them where there is no git checkout.
   *
   * @param patterns which of them; empty for all
   */
  public static Folder working(Path root, List<String> patterns) throws IOException {
    List<FileGlob> globs = globs(patterns);
    Predicate<String> wanted =
        path -> globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(path));
    var gathered = new Gathering(root);
    List<String> tracked = trackedByGit(root);
    if (tracked == null) {
      gathered.walk(wanted);
    } else {
      for (String path : tracked) {
        if (wanted.test(path)) {
          gathered.addIfFile(path);
        }
      }
    }
    return gathered.done();
  }

  private static List<FileGlob> globs(List<String> patterns) {
    try {
      return patterns.stream().map(FileGlob::new).toList();
    } catch (IllegalArgumentException e) {
      throw Fault.usage(
          String.valueOf(e.getMessage()), "Patterns look like src/**, *.sh or lib/{a,b}.jar.");
    }
  }

  /** Null where there is no git, or no checkout. */
  private static @Nullable List<String> trackedByGit(Path root) throws IOException {
    Process git;
    try {
      git =
          new ProcessBuilder(
                  "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return null;
    }
    git.getOutputStream().close();
    try (var out = git.getInputStream()) {
      String all = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        return null;
      }
      return List.of(all.split("\0")).stream().filter(path -> !path.isEmpty()).distinct().toList();
    } catch (InterruptedException e) {
      git.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git listed the files of " + root, e);
    }
  }

  private static final class Gathering {
    private final Path root;
    private final List<String> files = new ArrayList<>();
    private long bytes;

    Gathering(Path root) {
      this.root = root;
    }

    void walk(Predicate<String> wanted) throws IOException {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              Path name = folder.getFileName();
              return !folder.equals(root) && name != null && LEFT_OUT.contains(name.toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = root.relativize(file).toString();
              if (attributes.isRegularFile() && wanted.test(path)) {
                add(path, attributes.size());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (wanted.test(root.relativize(file).toString())) {
                throw e;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }

    void addIfFile(String path) throws IOException {
      Path file = root.resolve(path);
      // Deleted, but not yet for git; a link; or a submodule.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        add(path, Files.size(file));
      }
    }

    private void add(String path, long size) {
      files.add(path);
      bytes += size;
      if (files.size() > FILES_MAX) {
        throw tooMuch("more than " + Sizes.count(FILES_MAX, "file"));
      }
      if (bytes > Limits.FILES_MAX) {
        throw tooMuch("more than " + Sizes.bytes(Limits.FILES_MAX));
      }
    }

    private Fault tooMuch(String what) {
      return Fault.usage(
          Shown.line(root.toString()) + " has " + what + " to send",
          "Say which files the job needs with --files (or files: in the graph file); fetch large"
              + " data in a job.");
    }

    Folder done() {
      files.sort(null);
      return new Folder(root, files, bytes);
    }
  }
}
