package croft.cli.files;

import croft.cli.settings.Fault;
import croft.protocol.Name;
import croft.protocol.client.Download;
import croft.protocol.client.ProjectClient;
import croft.protocol.wire.ArtifactView;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Artifacts of a graph, saved below a folder: whole and with the digest that the farm has, or not
 * at all.
 *
 * @param farm where they are
 * @param graph whose they are
 * @param folder made if it is not there
 */
public record Saving(ProjectClient farm, long graph, Path folder) {
  /** Of each name of each job only what its newest attempt left. */
  public static List<ArtifactView> newest(Collection<ArtifactView> all) {
    Map<String, ArtifactView> newest = new LinkedHashMap<>();
    for (ArtifactView artifact : all) {
      newest.merge(
          artifact.job() + "/" + artifact.name(),
          artifact,
          (a, b) -> a.attempt() >= b.attempt() ? a : b);
    }
    return List.copyOf(newest.values());
  }

  /** Whether two of them have one name. */
  public static boolean collide(Collection<ArtifactView> artifacts) {
    Set<String> names = new HashSet<>();
    return artifacts.stream().anyMatch(artifact -> !names.add(artifact.name()));
  }

  /**
   * Saves one.
   *
   * @param name where below the folder
   * @return the file
   */
  public Path save(ArtifactView artifact, String name) throws IOException, InterruptedException {
    // The name comes from a job: it must not lead out of the folder, nor through a link in it.
    String fault = Name.fileFault(name);
    if (fault != null) {
      throw Fault.usage("the artifact's name '" + name + "' " + fault, "It is not saved.");
    }
    Path file = folder.resolve(name);
    Path parent = file.getParent() == null ? folder : file.getParent();
    Files.createDirectories(parent);
    if (!parent.toRealPath().startsWith(folder.toRealPath())) {
      throw Fault.usage(
          file + " leads out of " + folder + " by a link",
          "Remove the link, or choose another folder.");
    }
    Path part = Files.createTempFile(parent, ".croft-", ".part");
    try (Download in =
        farm.artifact(graph, String.valueOf(artifact.job()), artifact.attempt(), artifact.name())) {
      try (var out = new BufferedOutputStream(Files.newOutputStream(part))) {
        in.copyTo(out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return file;
  }
}
