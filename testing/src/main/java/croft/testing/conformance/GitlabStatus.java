package croft.testing.conformance;

import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.testing.conformance.FarmRun.Row;
import croft.testing.conformance.FarmRun.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What GitLab would show for what Croft has: the one mapping of docs/conformance.md. Jobs follow
 * from the store's rows and edges alone. Stages and the pipeline follow from the jobs and from what
 * they showed before, because GitLab stores them and some changes leave them as they are.
 */
final class GitlabStatus {
  private static final Set<String> COMPLETE = Set.of("success", "failed", "canceled", "skipped");

  private final List<String> keys;
  private final List<String> stageOf;
  private final Map<String, String> stages = new LinkedHashMap<>();
  private String pipeline = "created";

  GitlabStatus(List<String> keys, List<String> stageOf) {
    this.keys = keys;
    this.stageOf = stageOf;
    stageOf.forEach(stage -> stages.put(stage, "created"));
  }

  /** What is shown once Croft stands like this. */
  GitlabCase.Shown show(Standing standing) {
    String[] jobs = jobs(standing);
    Map<String, String> byKey = new LinkedHashMap<>();
    Map<String, List<String>> byStage = new LinkedHashMap<>();
    List<String> all = new ArrayList<>();
    for (int job = 0; job < keys.size(); job++) {
      byKey.put(keys.get(job), jobs[job]);
      String counts = counts(jobs[job], standing.rows().get(job));
      byStage.computeIfAbsent(stageOf.get(job), _ -> new ArrayList<>()).add(counts);
      all.add(counts);
    }
    byStage.forEach(
        (stage, counts) -> stages.merge(stage, composite(counts), GitlabStatus::stageAfter));
    pipeline = pipelineAfter(pipeline, composite(all));
    return new GitlabCase.Shown(pipeline, Map.copyOf(stages), byKey);
  }

  // ---------------------------------------------------------------- jobs

  private static String[] jobs(Standing standing) {
    String[] shown = new String[standing.rows().size()];
    JobGraph.Incoming incoming = standing.edges().incoming();
    for (int job : standing.edges().order()) {
      shown[job] = job(standing, incoming, shown, job);
    }
    return shown;
  }

  private static String job(
      Standing standing, JobGraph.Incoming incoming, String[] shown, int job) {
    Row row = standing.rows().get(job);
    return switch (row.state()) {
      case BLOCKED -> "created";
      case READY -> "pending";
      case HELD -> row.tags().equals("delayed") ? "scheduled" : "manual";
      case RUNNING -> "running";
      case SUCCEEDED -> "success";
      case FAILED -> "failed";
      case CANCELLED -> "canceled";
      case SKIPPED -> isDecided(standing, incoming, shown, job) ? "skipped" : "created";
      case INACTIVE ->
          !isDecided(standing, incoming, shown, job)
              ? "created"
              : row.need() <= 0 ? "manual" : "skipped";
    };
  }

  /**
   * Whether GitLab would have looked at the job by now. It decides a job when all that the job
   * waits for is over, or, with needs, when one of these never runs; Croft as soon as it is known.
   */
  private static boolean isDecided(
      Standing standing, JobGraph.Incoming incoming, String[] shown, int job) {
    boolean complete = true;
    for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
      int from = incoming.source(slot);
      Row source = standing.rows().get(from);
      if (JobFlags.has(source.flags(), JobFlags.JOIN)) {
        continue;
      }
      boolean unplayed = shown[from].equals("manual") && source.state() == JobState.INACTIVE;
      switch (standing.edges().rule(incoming.edge(slot)).kind()) {
        case NEEDS -> {
          if (unplayed || shown[from].equals("skipped")) {
            return true;
          }
          complete &= COMPLETE.contains(shown[from]);
        }
        case BARRIER -> complete &= unplayed || COMPLETE.contains(shown[from]);
        case AFTER -> {}
      }
    }
    return complete;
  }

  // ---------------------------------------------------------------- stages and pipeline

  /** How a job counts for its stage and the pipeline. */
  private static String counts(String shown, Row row) {
    boolean allowed = JobFlags.has(row.flags(), JobFlags.ALLOW_FAILURE);
    if (allowed && (shown.equals("failed") || shown.equals("canceled"))) {
      return "warning";
    }
    return shown.equals("manual") && row.state() == JobState.INACTIVE ? "ignored" : shown;
  }

  /** The status of several together; the first line that fits. */
  private static String composite(Collection<String> counts) {
    if (only(counts, "skipped", "ignored")) {
      return "skipped";
    }
    if (only(counts, "success", "skipped", "warning", "ignored")) {
      return "success";
    }
    if (only(counts, "created", "warning", "ignored")) {
      return "created";
    }
    if (only(counts, "canceled", "success", "skipped", "warning", "ignored")) {
      return "canceled";
    }
    if (only(counts, "pending", "created", "skipped", "warning", "ignored")) {
      return "pending";
    }
    if (counts.contains("running") || counts.contains("pending")) {
      return "running";
    }
    if (counts.contains("manual")) {
      return "manual";
    }
    if (counts.contains("scheduled")) {
      return "scheduled";
    }
    return counts.contains("created") ? "running" : "failed";
  }

  private static boolean only(Collection<String> counts, String... these) {
    return Set.of(these).containsAll(counts);
  }

  /** GitLab has no way back to created. */
  private static String stageAfter(String before, String now) {
    return now.equals("created") ? before : now;
  }

  /** Nor has a pipeline that ran a way back to pending. */
  private static String pipelineAfter(String before, String now) {
    return switch (now) {
      case "created" -> before;
      case "pending" ->
          switch (before) {
            case "running", "success", "failed", "canceled" -> "running";
            default -> "pending";
          };
      default -> now;
    };
  }
}
