package croft.worker.attempt;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Definition;
import croft.protocol.wire.TestCounts;
import croft.worker.farm.AttemptChannel;
import croft.worker.farm.AttemptDropped;
import croft.worker.files.FileGlob;
import croft.worker.files.Sha256;
import croft.worker.files.WorkFolder;
import croft.worker.log.JobLog;
import croft.worker.reports.JUnitReport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Stores and counts what a job left in its work folder, when all of its processes are dead. */
final class Collection {

  private static final int TRIES = 3;

  private final List<FileGlob> outputs;
  private final List<FileGlob> artifacts;
  private final List<FileGlob> junit;

  /** What the files say about the attempt. */
  record Result(@Nullable TestCounts tests, List<String> outputsMissing) {
    static final Result NOTHING = new Result(null, List.of());
  }

  Collection(Definition definition) throws AttemptFault {
    try {
      outputs = definition.outputs().stream().map(FileGlob::new).toList();
      artifacts = definition.artifacts().stream().map(FileGlob::new).toList();
      junit = definition.reports().junit().stream().map(FileGlob::new).toList();
    } catch (IllegalArgumentException e) {
      throw AttemptFault.refused(String.valueOf(e.getMessage()));
    }
  }

  Result collect(WorkFolder work, AttemptChannel farm, JobLog log)
      throws AttemptFault, AttemptDropped, InterruptedException {
    List<FileGlob> all = new ArrayList<>(outputs);
    all.addAll(artifacts);
    all.addAll(junit);
    if (all.isEmpty()) {
      return Result.NOTHING;
    }
    try {
      WorkFolder.Found found = work.find(all);
      found.refused().forEach(sentence -> log.note("not kept: " + sentence));
      TestCounts tests = null;
      for (String file : found.files()) {
        try (SeekableByteChannel content = work.open(file)) {
          store(farm, kindOf(file), file, content);
          if (junit.stream().anyMatch(glob -> glob.matches(file))) {
            tests = count(file, content, tests, log);
          }
        }
      }
      tellMissing("artifacts", artifacts, found, log);
      tellMissing("reports", junit, found, log);
      return new Result(tests, missing(outputs, found));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      throw AttemptFault.worker("The job's files could not be read: " + e.getMessage());
    }
  }

  /** A file has one kind: what other jobs need goes before what people look at. */
  private ArtifactKind kindOf(String file) {
    Predicate<FileGlob> takes = glob -> glob.matches(file);
    return outputs.stream().anyMatch(takes)
        ? ArtifactKind.OUTPUT
        : artifacts.stream().anyMatch(takes) ? ArtifactKind.ARTIFACT : ArtifactKind.REPORT;
  }

  private static void store(
      AttemptChannel farm, ArtifactKind kind, String file, SeekableByteChannel content)
      throws IOException, AttemptFault, AttemptDropped, InterruptedException {
    long size = content.size();
    String sha256 = Sha256.hex(fromStart(content));
    for (int tries = 1; ; tries++) {
      try {
        farm.putArtifact(kind, file, size, sha256, () -> fromStart(content));
        return;
      } catch (ProblemException e) {
        if (!e.is(ProblemType.CONTENT_DIFFERS) || tries == TRIES) {
          throw AttemptFault.failed("The farm does not take " + file + ": " + e.problem().text());
        }
      }
    }
  }

  private static InputStream fromStart(SeekableByteChannel content) throws IOException {
    content.position(0);
    InputStream in = Channels.newInputStream(content);
    // The channel is read again, and closed by who opened it.
    return new java.io.FilterInputStream(in) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return in.read(bytes, from, length);
      }

      @Override
      public void close() {}
    };
  }

  private static @Nullable TestCounts count(
      String file, SeekableByteChannel content, @Nullable TestCounts sum, JobLog log)
      throws IOException {
    if (content.size() > JUnitReport.BYTES_MAX) {
      log.note("not counted: " + file + " has " + content.size() + " bytes");
      return sum;
    }
    try {
      TestCounts counts = JUnitReport.count(new BufferedInputStream(fromStart(content)));
      return sum == null ? counts : JUnitReport.plus(sum, counts);
    } catch (JUnitReport.Unreadable e) {
      log.note("unreadable report, not counted: " + file + ": " + e.getMessage());
      return sum;
    }
  }

  private static List<String> missing(List<FileGlob> globs, WorkFolder.Found found) {
    return globs.stream()
        .filter(glob -> found.files().stream().noneMatch(glob::matches))
        .map(FileGlob::toString)
        .toList();
  }

  private static void tellMissing(
      String what, List<FileGlob> globs, WorkFolder.Found found, JobLog log) {
    missing(globs, found).forEach(glob -> log.note(what + ": no file matches " + glob));
  }
}
