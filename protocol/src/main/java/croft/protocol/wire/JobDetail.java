package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import croft.protocol.Limits;
import croft.protocol.json.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job with all that is known about it. In JSON the members of {@link JobView} and these stand
 * side by side.
 *
 * @param view the job as lists show it
 * @param why a sentence: why it waits, was skipped, or ended as it did
 * @param body what it does: the text of a {@link Definition}
 * @param dependencies what it waits for; the first {@value Limits#DETAIL_EDGES_MAX}
 * @param dependencyCount how many there are
 * @param dependents keys of the jobs that wait for it; the first {@value Limits#DETAIL_EDGES_MAX}
 * @param dependentCount how many there are
 * @param attempts oldest first
 * @param decisions of a job that takes no worker, the newest {@value Limits#DECISIONS_SHOWN_MAX},
 *     oldest first
 * @param samples how often samples of its present definition failed; null if there are none
 * @param queuePosition of a ready job among those that the same workers can run, in the order of
 *     claims: 1 is the next; null if it is not ready, or not known
 */
public record JobDetail(
    @JsonUnwrapped JobView view,
    String why,
    RawJson body,
    List<DependencyView> dependencies,
    int dependencyCount,
    List<String> dependents,
    int dependentCount,
    List<AttemptView> attempts,
    List<DecisionView> decisions,
    @Nullable FailureRate samples,
    @Nullable Integer queuePosition) {

  /** A job without samples. */
  public JobDetail(
      JobView view,
      String why,
      RawJson body,
      List<DependencyView> dependencies,
      int dependencyCount,
      List<String> dependents,
      int dependentCount,
      List<AttemptView> attempts,
      List<DecisionView> decisions) {
    this(
        view,
        why,
        body,
        dependencies,
        dependencyCount,
        dependents,
        dependentCount,
        attempts,
        decisions,
        null,
        null);
  }

  public JobDetail {
    Check.present("view", view);
    Check.present("why", why);
    Check.present("body", body);
    dependencies = Check.list("dependencies", dependencies, Limits.DETAIL_EDGES_MAX);
    dependents = Check.list("dependents", dependents, Limits.DETAIL_EDGES_MAX);
    attempts = Check.list("attempts", attempts, Integer.MAX_VALUE);
    decisions = Check.list("decisions", decisions, Limits.DECISIONS_SHOWN_MAX);
  }
}
