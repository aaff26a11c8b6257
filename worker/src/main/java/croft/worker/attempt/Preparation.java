package croft.worker.attempt;

import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Definition;
import croft.protocol.wire.InputFile;
import croft.worker.farm.AttemptChannel;
import croft.worker.farm.AttemptDropped;
import croft.worker.farm.FarmConnection;
import croft.worker.files.Bundle;
import croft.worker.files.DigestCache;
import croft.worker.files.Placement;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Fills the work folder before the script starts: the graph's files, then the inputs. */
final class Preparation {

  /** An interrupted transfer is begun again this often. */
  private static final int TRIES = 5;

  private final FarmConnection farm;
  private final DigestCache cache;

  Preparation(FarmConnection farm, DigestCache cache) {
    this.farm = farm;
    this.cache = cache;
  }

  void fill(Placement work, Assignment assignment, Definition definition, AttemptChannel channel)
      throws AttemptFault, AttemptDropped, InterruptedException {
    if (definition.files() != null) {
      unpack(work, assignment.project(), definition.files(), channel);
    }
    Map<String, InputFile> placed = new HashMap<>();
    for (InputFile input : assignment.inputs()) {
      InputFile other = placed.putIfAbsent(input.to(), input);
      if (other == null) {
        place(work, assignment.graph(), input, channel);
      } else if (!other.sha256().equals(input.sha256())) {
        throw AttemptFault.failed(
            "Two inputs want to be %s: one of %s and one of %s. Give them folders of their own by 'to'."
                .formatted(input.to(), other.key(), input.key()));
      }
    }
  }

  private void unpack(Placement work, String project, Digest files, AttemptChannel channel)
      throws AttemptFault, AttemptDropped, InterruptedException {
    try (InputStream bundle =
        fetch(
            "the graph's files",
            files,
            () -> channel.read("fetch the graph's files", () -> farm.files(project, files)))) {
      Bundle.unpack(bundle, work);
    } catch (Placement.Refused e) {
      throw AttemptFault.failed("The graph's files cannot be unpacked: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw AttemptFault.worker("The graph's files could not be unpacked: " + e.getMessage());
    }
  }

  private void place(Placement work, long graph, InputFile input, AttemptChannel channel)
      throws AttemptFault, AttemptDropped, InterruptedException {
    String what = "the input " + input.name() + " of " + input.key();
    Long other = input.graph();
    AttemptId from = new AttemptId(other == null ? graph : other, input.job(), input.attempt());
    try (InputStream content =
        fetch(
            what,
            Digest.ofHex(input.sha256()),
            () -> channel.read("fetch " + what, () -> farm.input(from, input.name())))) {
      work.put(input.to(), content);
    } catch (Placement.Refused e) {
      throw AttemptFault.failed("Cannot place " + what + ": " + e.getMessage() + ".");
    } catch (IOException e) {
      throw AttemptFault.worker("Could not place " + what + ": " + e.getMessage());
    }
  }

  private InputStream fetch(String what, Digest digest, DigestCache.Source<AttemptDropped> source)
      throws AttemptFault, AttemptDropped, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return cache.open(digest, source);
      } catch (ProblemException e) {
        throw AttemptFault.failed("The farm does not give " + what + ": " + e.problem().text());
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException(e.getMessage());
        }
        if (tries == TRIES) {
          throw AttemptFault.worker(
              "Could not fetch %s in %d tries: %s".formatted(what, tries, e.getMessage()));
        }
      }
    }
  }
}
