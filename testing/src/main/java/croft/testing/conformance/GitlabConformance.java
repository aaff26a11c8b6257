package croft.testing.conformance;

import croft.testing.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** {@code conformance gitlab DIR}: runs every case of a folder, prints each, and n/m at the end. */
public final class GitlabConformance {
  /**
   * A case and what differs.
   *
   * @param differences a line each; empty if it passes
   */
  public record Verdict(String name, List<String> differences) {
    public boolean passes() {
      return differences.isEmpty();
    }
  }

  private GitlabConformance() {}

  /** Arguments: {@code gitlab DIR}. The exit code is 1 if a case differs, 2 for wrong usage. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !args[0].equals("gitlab") || !Files.isDirectory(Path.of(args[1]))) {
      System.err.println(
          "usage: conformance gitlab DIR    DIR has cases (*.yml) of GitLab's pipeline processing");
      System.exit(2);
    }
    // Kept, so that it is not collected with its level.
    Logger quiet = Logger.getLogger("");
    quiet.setLevel(Level.WARNING);
    List<Verdict> verdicts;
    try (TestDatabase database = TestDatabase.migrated()) {
      verdicts = runAll(Path.of(args[1]), database);
    }
    long passed = verdicts.stream().filter(Verdict::passes).count();
    for (Verdict verdict : verdicts) {
      System.out.println((verdict.passes() ? "same     " : "DIFFERS  ") + verdict.name());
      verdict.differences().forEach(difference -> System.out.println("           " + difference));
    }
    System.out.println(passed + "/" + verdicts.size());
    System.exit(passed == verdicts.size() ? 0 : 1);
  }

  /** Runs every case of a folder, in the order of their names. */
  public static List<Verdict> runAll(Path folder, TestDatabase database) throws IOException {
    List<Path> files;
    try (Stream<Path> inside = Files.list(folder)) {
      files = inside.filter(GitlabCase::isCase).sorted().toList();
    }
    List<Verdict> verdicts = new ArrayList<>();
    try (FarmRun.Farm farm = new FarmRun.Farm(database.database())) {
      for (Path file : files) {
        List<String> differences;
        try {
          differences = GitlabRun.differences(GitlabCase.read(file), farm);
        } catch (CaseException e) {
          differences = List.of(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
          // One case that breaks must not hide the others.
          differences = List.of("it broke: " + e);
        }
        verdicts.add(new Verdict(GitlabCase.nameOf(file), differences));
      }
    }
    return verdicts;
  }
}
