package croft.worker;

import croft.protocol.json.Json;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionsRequest;
import croft.worker.farm.FarmConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Results that could not be reported yet, on disk: they outlive this process. Their logs and files
 * are at the farm already. A worker that starts again sends what it finds; if the session that they
 * belong to has ended meanwhile, the farm has given the jobs to others, and they are dropped.
 */
final class Spool {

  private static final System.Logger LOG = System.getLogger(Spool.class.getName());

  private final Path folder;

  Spool(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Keeps a result. A disk that takes nothing is no reason to lose it: it is in memory as well. */
  void keep(String session, Completion completion) {
    Path file = file(completion);
    try {
      Path part = folder.resolve(file.getFileName() + ".part");
      Files.write(part, Json.bytes(new CompletionsRequest(session, List.of(completion), null)));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the result of {0} is not on disk: {1}", completion.id(), e);
    }
  }

  /** The farm has answered. */
  void remove(Completion completion) {
    try {
      Files.deleteIfExists(file(completion));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "could not remove a result from the spool", e);
    }
  }

  private Path file(Completion completion) {
    return folder.resolve(
        "%d-%d-%d-%s.json"
            .formatted(
                completion.graph(), completion.job(), completion.attempt(), completion.nonce()));
  }

  /** Sends what an earlier process left, once; what the farm does not want is dropped. */
  void sendLeftovers(FarmConnection farm) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      if (file.toString().endsWith(".json")) {
        try {
          farm.complete(Json.readResponse(Files.readString(file), CompletionsRequest.class));
          LOG.log(Level.INFO, "sent a result that an earlier run left: {0}", file.getFileName());
        } catch (ProblemException e) {
          if (e.problem().status() >= 500) {
            throw new IOException(e.getMessage(), e);
          }
          LOG.log(Level.INFO, "dropped {0}: {1}", file.getFileName(), e.problem().title());
        }
      }
      Files.deleteIfExists(file);
    }
  }
}
