package croft.worker.files;

import croft.protocol.Limits;
import croft.protocol.Name;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads what a job left behind, when all of its processes are dead. Every folder on the way is
 * opened by its parent and without following links, and only regular files are opened at all: a
 * link to the worker's own files, a pipe that nobody writes to, or a device is refused and named.
 */
public final class WorkFolder {

  /** Each level holds a descriptor open; deeper trees are not searched. */
  private static final int DEPTH_MAX = 200;

  /** More refusals than this are not told one by one. */
  private static final int REFUSALS_MAX = 20;

  private final Path root;

  public WorkFolder(Path root) {
    this.root = root;
  }

  /**
   * What was found.
   *
   * @param files regular files, by path relative to the work folder, in order
   * @param refused sentences about what matched but is not kept
   */
  public record Found(Set<String> files, List<String> refused) {}

  /** All files that any of the patterns takes. */
  public Found find(List<FileGlob> globs) throws IOException {
    Search search = new Search(globs);
    if (!globs.isEmpty()) {
      try (SecureDirectoryStream<Path> folder = openRoot()) {
        search.visit(folder, "", 0);
      }
    }
    return new Found(search.files, search.refused);
  }

  /**
   * Opens one of the files that were found.
   *
   * @throws IOException when it is not there any more, or has become a link
   */
  public SeekableByteChannel open(String path) throws IOException {
    List<SecureDirectoryStream<Path>> folders = new ArrayList<>();
    try {
      SecureDirectoryStream<Path> folder = openRoot();
      folders.add(folder);
      Path names = Path.of(path);
      for (Path name : Objects.requireNonNullElse(names.getParent(), Path.of(""))) {
        if (!name.toString().isEmpty()) {
          folder = secure(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
          folders.add(folder);
        }
      }
      return folder.newByteChannel(
          names.getFileName(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } finally {
      for (SecureDirectoryStream<Path> folder : folders) {
        folder.close();
      }
    }
  }

  @SuppressWarnings("StreamResourceLeak") // the callers close it
  private SecureDirectoryStream<Path> openRoot() throws IOException {
    return secure(Files.newDirectoryStream(root));
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder)
      throws IOException {
    if (folder instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    folder.close();
    throw new IOException("this system cannot open files relative to a folder (openat)");
  }

  private final class Search {

    private final List<FileGlob> globs;
    private final Set<String> files = new TreeSet<>();
    private final List<String> refused = new ArrayList<>();

    Search(List<FileGlob> globs) {
      this.globs = globs;
    }

    void visit(SecureDirectoryStream<Path> folder, String prefix, int depth) throws IOException {
      for (Path entry : folder) {
        Path name = entry.getFileName();
        String path = prefix + name;
        BasicFileAttributes attributes =
            folder
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (attributes.isDirectory()) {
          visitFolder(folder, name, path, depth);
        } else if (globs.stream().anyMatch(glob -> glob.matches(path))) {
          take(path, attributes);
        }
      }
    }

    private void visitFolder(SecureDirectoryStream<Path> parent, Path name, String path, int depth)
        throws IOException {
      if (globs.stream().noneMatch(glob -> glob.mayMatchBelow(path))) {
        return;
      }
      if (depth == DEPTH_MAX) {
        refuse(path + " is nested deeper than " + DEPTH_MAX + " folders");
        return;
      }
      try (SecureDirectoryStream<Path> folder =
          secure(parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS))) {
        visit(folder, path + "/", depth + 1);
      } catch (java.nio.file.AccessDeniedException e) {
        refuse(path + " cannot be opened");
      }
    }

    private void take(String path, BasicFileAttributes attributes) throws IOException {
      String fault = Name.fileFault(path);
      if (attributes.isSymbolicLink()) {
        refuse(path + " is a symbolic link; only regular files are kept");
      } else if (!attributes.isRegularFile()) {
        refuse(path + " is a pipe, socket or device; only regular files are kept");
      } else if (fault != null || path.indexOf('\uFFFD') >= 0) {
        refuse("a file's name " + (fault == null ? "is not UTF-8" : fault) + ": " + path);
      } else if (attributes.size() > Limits.ARTIFACT_MAX) {
        refuse(Limits.exceeded(path + " has", attributes.size(), "bytes", Limits.ARTIFACT_MAX));
      } else if (hasLinkOutside(root.resolve(path))) {
        refuse(path + " is a hard link to a file outside of the work folder");
      } else if (files.size() == Limits.ARTIFACTS_MAX) {
        refuse("more than %,d files match; %s is not kept".formatted(Limits.ARTIFACTS_MAX, path));
      } else {
        files.add(path);
      }
    }

    private void refuse(String sentence) {
      if (refused.size() < REFUSALS_MAX) {
        refused.add(sentence);
      }
    }
  }

  /** Builds link files of their own to one another; such links are all inside. */
  private boolean hasLinkOutside(Path file) throws IOException {
    int links = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    if (links == 1) {
      return false;
    }
    Object key =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    AtomicInteger inside = new AtomicInteger();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path other, BasicFileAttributes attributes) {
            if (Objects.equals(key, attributes.fileKey())) {
              inside.incrementAndGet();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path other, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return inside.get() < links;
  }
}
