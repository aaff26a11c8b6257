package croft.testing.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A case: a configuration, what is shown at first, and events with what is shown after each. */
record GitlabCase(String name, GitlabConfig config, Shown first, List<Step> steps) {
  /** What GitLab shows. */
  record Shown(String pipeline, Map<String, String> stages, Map<String, String> jobs) {
    static Shown of(Yaml expected) throws CaseException {
      return new Shown(
          expected.at("pipeline").text(),
          expected.at("stages").texts(),
          expected.at("jobs").texts());
    }
  }

  /**
   * An event.
   *
   * @param jobs that it happens to, in turn; null if it happens to the pipeline
   */
  record Step(String event, @Nullable List<String> jobs, Shown after) {}

  private static final String ENDING = ".yml";

  static GitlabCase read(Path file) throws IOException, CaseException {
    Yaml whole = Yaml.parse(Files.readString(file));
    List<Step> steps = new ArrayList<>();
    for (Yaml step : whole.at("transitions").entries()) {
      List<String> jobs = new ArrayList<>();
      for (Yaml job : step.at("jobs").entries()) {
        jobs.add(job.text());
      }
      steps.add(
          new Step(
              step.at("event").text(),
              step.at("jobs").isAbsent() ? null : jobs,
              Shown.of(step.at("expect"))));
    }
    return new GitlabCase(
        nameOf(file),
        GitlabConfig.of(whole.at("config")),
        Shown.of(whole.at("init").at("expect")),
        steps);
  }

  static String nameOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  static boolean isCase(Path file) {
    return file.toString().endsWith(ENDING) || file.toString().endsWith(".yaml");
  }
}
