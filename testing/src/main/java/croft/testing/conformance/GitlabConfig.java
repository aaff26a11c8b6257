package croft.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a CI file says about when jobs run.
 *
 * @param stages in their order
 * @param jobs in the order of the file; those that rules leave out are not there
 * @param cancelsOnFailure whether the first failure cancels the rest
 */
record GitlabConfig(List<String> stages, List<Job> jobs, boolean cancelsOnFailure) {
  /** When a job is to run. */
  enum When {
    ON_SUCCESS,
    ON_FAILURE,
    ALWAYS,
    MANUAL,
    DELAYED,
    NEVER
  }

  /**
   * A job.
   *
   * @param needs names; null if it waits for all earlier stages
   */
  record Job(
      String name, String stage, When when, boolean allowFailure, @Nullable List<String> needs) {
    /** A person can start it, and nothing waits for them. */
    boolean isOptional() {
      return when == When.MANUAL && allowFailure;
    }

    /** What comes after its stage waits until it was started. */
    boolean isHeld() {
      return when == When.DELAYED || (when == When.MANUAL && !allowFailure);
    }
  }

  private static final List<String> DEFAULT_STAGES = List.of("build", "test", "deploy");

  private static final Set<String> NOT_JOBS =
      Set.of(
          "stages",
          "workflow",
          "default",
          "variables",
          "image",
          "include",
          "services",
          "cache",
          "before_script",
          "after_script",
          "spec");

  private static final Set<String> NOT_KNOWN =
      Set.of("parallel", "trigger", "extends", "only", "except", "inherit");

  static GitlabConfig of(Yaml config) throws CaseException {
    List<String> stages = new ArrayList<>(List.of(".pre"));
    List<String> named = new ArrayList<>();
    for (Yaml stage : config.at("stages").entries()) {
      named.add(stage.text());
    }
    stages.addAll(named.isEmpty() ? DEFAULT_STAGES : named);
    stages.add(".post");
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (Map.Entry<String, Yaml> entry : config.members().entrySet()) {
      String name = entry.getKey();
      if (NOT_JOBS.contains(name) || name.startsWith(".")) {
        continue;
      }
      Job job = job(name, entry.getValue());
      if (!stages.contains(job.stage)) {
        throw new CaseException(name + ": there is no stage " + job.stage);
      }
      if (job.when != When.NEVER) {
        jobs.put(name, job);
      }
    }
    boolean cancels =
        config.at("workflow").at("auto_cancel").at("on_job_failure").text("none").equals("all");
    List<Job> present = new ArrayList<>();
    for (Job job : jobs.values()) {
      present.add(withPresentNeeds(job, config.at(job.name).at("needs"), jobs));
    }
    return new GitlabConfig(stages, present, cancels);
  }

  private static Job job(String name, Yaml body) throws CaseException {
    for (String member : body.members().keySet()) {
      if (NOT_KNOWN.contains(member)) {
        throw new CaseException(name + ": '" + member + "' is not translated");
      }
    }
    When when = when(body.at("when").text("on_success"));
    Yaml allow = body.at("allow_failure");
    boolean byDefault = when == When.MANUAL;
    if (!body.at("rules").isAbsent()) {
      // The first rule that holds decides; in rules, a manual job blocks unless it says otherwise.
      When byRule = When.NEVER;
      for (Yaml rule : body.at("rules").entries()) {
        if (rule.at("if").isAbsent() || GitlabRules.holds(rule.at("if").text())) {
          byRule = when(rule.at("when").text(when.name()));
          allow = rule.at("allow_failure").isAbsent() ? allow : rule.at("allow_failure");
          byDefault = false;
          break;
        }
      }
      when = byRule;
    }
    boolean allows = allow.isMap() ? false : Boolean.parseBoolean(allow.text(byDefault + ""));
    return new Job(name, body.at("stage").text("test"), when, allows, null);
  }

  private static When when(String text) throws CaseException {
    for (When when : When.values()) {
      if (when.name().equalsIgnoreCase(text)) {
        return when;
      }
    }
    throw new CaseException("when: " + text + " is not translated");
  }

  private static Job withPresentNeeds(Job job, Yaml needs, Map<String, Job> jobs)
      throws CaseException {
    if (needs.isAbsent()) {
      return job;
    }
    List<String> names = new ArrayList<>();
    for (Yaml need : needs.entries()) {
      String name = need.isMap() ? need.at("job").text() : need.text();
      if (jobs.containsKey(name)) {
        names.add(name);
      } else if (!need.isMap() || !need.at("optional").text("false").equals("true")) {
        throw new CaseException(job.name + " needs " + name + ", which is not there");
      }
    }
    return new Job(job.name, job.stage, job.when, job.allowFailure, names);
  }

  /** Names of the jobs that it waits for, by its needs or by the stages. */
  List<String> waitsFor(Job job) {
    if (job.needs != null) {
      return job.needs;
    }
    int stage = stages.indexOf(job.stage);
    return jobs.stream()
        .filter(other -> stages.indexOf(other.stage) < stage)
        .map(Job::name)
        .toList();
  }
}
