package croft.worker.files;

import croft.protocol.Name;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/**
 * Writes files into a work folder before its job starts. Never through a link, never over a file.
 */
public final class Placement {

  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  private final Path root;

  public Placement(Path root) {
    this.root = root;
  }

  /** Something cannot be put where it should go. The message is a sentence. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Writes an output of another job. Artifacts carry no permissions, so programs are recognised by
   * their first bytes and can be executed.
   */
  public void put(String path, InputStream content) throws IOException, Refused {
    Path file = place(path);
    byte[] first = content.readNBytes(ELF.length);
    write(file, path, first, content);
    setProgram(
        file,
        Arrays.equals(first, ELF) || (first.length > 1 && first[0] == '#' && first[1] == '!'));
  }

  /** Writes a file of which it is known whether it is a program. */
  void put(String path, InputStream content, boolean program) throws IOException, Refused {
    Path file = place(path);
    write(file, path, new byte[0], content);
    setProgram(file, program);
  }

  private static void setProgram(Path file, boolean program) throws IOException {
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static void write(Path file, String path, byte[] first, InputStream rest)
      throws IOException, Refused {
    try (OutputStream out =
        Files.newOutputStream(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      out.write(first);
      rest.transferTo(out);
    } catch (FileAlreadyExistsException e) {
      throw new Refused("there is already a file " + path + " in the work folder");
    }
  }

  /** Makes a folder and those above it. */
  Path folder(String path) throws IOException, Refused {
    Path folder = root;
    for (Path name : Path.of(checked(path))) {
      folder = folder.resolve(name);
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        throw new Refused(
            "%s cannot be a folder in the work folder: there is a file or link of that name"
                .formatted(root.relativize(folder)));
      }
    }
    return folder;
  }

  /** A link to something else in the work folder. */
  void link(String path, String target) throws IOException, Refused {
    Path file = place(path);
    Path at = file.getParent() == null ? root : file.getParent();
    if (target.startsWith("/") || !at.resolve(target).normalize().startsWith(root)) {
      throw new Refused("the link " + path + " leads out of the work folder, to " + target);
    }
    try {
      Files.createSymbolicLink(file, Path.of(target));
    } catch (FileAlreadyExistsException e) {
      throw new Refused("there is already a file " + path + " in the work folder");
    }
  }

  private Path place(String path) throws IOException, Refused {
    checked(path);
    int slash = path.lastIndexOf('/');
    return (slash < 0 ? root : folder(path.substring(0, slash))).resolve(path.substring(slash + 1));
  }

  private static String checked(String path) throws Refused {
    String fault = Name.fileFault(path);
    if (fault != null) {
      throw new Refused("the file name '" + path + "' " + fault);
    }
    try {
      return Path.of(path).toString();
    } catch (InvalidPathException e) {
      throw new Refused(
          "the file name '%s' cannot be written here; the worker needs a UTF-8 locale (LC_ALL=C.UTF-8)"
              .formatted(path));
    }
  }
}
