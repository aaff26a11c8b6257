package croft.worker.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the operating system that a sandbox is made of, by absolute path: a job's PATH
 * must never decide what the worker runs.
 *
 * @param time GNU time, which alone knows the memory that a job's processes used at most; without
 *     it only their processor time is known
 */
record Tools(Path sh, Path setsid, Path setpriv, Path prlimit, Optional<Path> time) {

  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

  static Tools find() throws IOException {
    return new Tools(
        required("sh"), required("setsid"), required("setpriv"), required("prlimit"), find("time"));
  }

  static Optional<Path> find(String program) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path required(String program) throws IOException {
    return find(program)
        .orElseThrow(
            () ->
                new IOException(
                    "The program '"
                        + program
                        + "' is missing, without which a worker cannot run jobs."
                        + " Install the package util-linux."));
  }
}
