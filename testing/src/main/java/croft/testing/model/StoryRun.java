package croft.testing.model;

import croft.core.job.JobState;
import croft.testing.model.SystemUnderTest.Answer;
import croft.testing.model.SystemUnderTest.Answers;
import croft.testing.model.SystemUnderTest.AttemptReport;
import croft.testing.model.SystemUnderTest.Grant;
import croft.testing.model.SystemUnderTest.JobStanding;
import croft.testing.model.SystemUnderTest.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One story told to a system and to the model side by side. Throws where they part. */
final class StoryRun implements AutoCloseable {
  private final FarmGraph graph;
  private final FarmModel model;
  private final SystemUnderTest system;
  private final Map<String, List<Grant>> grants = new HashMap<>();
  private final Set<String> nonces = new HashSet<>();
  private final StringBuilder log = new StringBuilder();
  private Standing last;

  StoryRun(FarmGraph graph, SystemUnderTest.Factory factory) {
    this.graph = graph;
    this.model = FarmModel.submitted(graph);
    this.system = factory.submit(graph);
    this.last = model.standing();
    log.append("  submitted:").append(states(last)).append('\n');
    compare();
  }

  FarmModel model() {
    return model;
  }

  /** What happened so far, a line for each step. */
  String log() {
    return log.toString();
  }

  /** One step in both; then they must stand at the same. */
  void tell(Step step) {
    Set<String> unknown = new HashSet<>(Story.names(step));
    unknown.removeAll(model.standing().jobs().keySet());
    if (!unknown.isEmpty() && !(step instanceof Step.Edit)) {
      // Only in a story that was made shorter.
      return;
    }
    log.append("  ").append(step).append('\n');
    switch (step) {
      case Step.Batch(List<Step.Report> reports, List<Step.Claim> claims) -> batch(reports, claims);
      case Step.EndSession(int worker) -> {
        system.endSession(worker);
        model.endSession(worker);
      }
      case Step.Command command -> {
        Boolean is = system.command(command);
        boolean must = model.command(command);
        log.append("    ").append(must ? "allowed" : "refused").append('\n');
        if (is != null && is != must) {
          throw new AssertionError(
              command + " must be " + (must ? "allowed" : "refused") + " and was not");
        }
      }
    }
    compare();
    system.check();
  }

  private void batch(List<Step.Report> reports, List<Step.Claim> claims) {
    List<AttemptReport> resolved = reports.stream().map(this::resolve).toList();
    Answers answers = system.batch(resolved, claims);
    List<Answer> expected = new ArrayList<>();
    for (AttemptReport report : resolved) {
      expected.add(model.report(report.job(), report.attempt(), report.nonce(), report.outcome()));
    }
    if (!expected.isEmpty()) {
      log.append("    ").append(expected).append('\n');
    }
    if (!answers.answers().equals(expected)) {
      throw new AssertionError(
          "the reports must be answered " + expected + " and were " + answers.answers());
    }
    int ready = model.isPaused() ? 0 : model.jobsIn(JobState.READY).size();
    int slots = claims.stream().mapToInt(Step.Claim::slots).sum();
    for (Grant grant : answers.grants()) {
      take(grant);
    }
    checkSlots(claims, answers.grants());
    if (answers.grants().size() != Math.min(ready, slots)) {
      throw new AssertionError(
          slots + " slots asked, " + ready + " jobs were ready, given: " + answers.grants());
    }
  }

  private AttemptReport resolve(Step.Report report) {
    List<Grant> given = grants.getOrDefault(report.job(), List.of());
    int at = given.size() - 1 - report.back();
    if (at < 0) {
      return new AttemptReport(report.job(), 1, FORGED, report.outcome());
    }
    Grant grant = given.get(at);
    return switch (report.fence()) {
      case RIGHT ->
          new AttemptReport(report.job(), grant.attempt(), grant.nonce(), report.outcome());
      case OTHER_NONCE ->
          new AttemptReport(report.job(), grant.attempt(), FORGED, report.outcome());
      case OTHER_ATTEMPT ->
          new AttemptReport(report.job(), grant.attempt() + 1, grant.nonce(), report.outcome());
    };
  }

  /** A nonce that nobody was given. */
  private static final String FORGED = "00000000-0000-4000-8000-000000000000";

  private void take(Grant grant) {
    log.append("    ").append(grant).append('\n');
    if (!nonces.add(grant.nonce())) {
      throw new AssertionError("the nonce of " + grant + " was given out before");
    }
    if (!model.claim(grant.job(), grant.nonce(), grant.worker())) {
      throw new AssertionError(grant + ", but it is not to be claimed");
    }
    int attempt = model.attempts(grant.job());
    if (grant.attempt() != attempt) {
      throw new AssertionError(grant + ", but it is attempt " + attempt);
    }
    grants.computeIfAbsent(grant.job(), _ -> new ArrayList<>()).add(grant);
  }

  private static void checkSlots(List<Step.Claim> claims, List<Grant> grants) {
    for (Grant grant : grants) {
      int worker = grant.worker();
      int slots =
          claims.stream()
              .filter(claim -> claim.worker() == worker)
              .mapToInt(Step.Claim::slots)
              .sum();
      if (grants.stream().filter(other -> other.worker() == worker).count() > slots) {
        throw new AssertionError("worker " + worker + " got more than " + slots + ": " + grants);
      }
    }
  }

  private void compare() {
    Standing must = model.standing();
    Standing is = system.standing();
    String moves = moves(last, must);
    if (!moves.isEmpty()) {
      log.append("    ->").append(moves).append('\n');
    }
    last = must;
    List<String> faults = new ArrayList<>();
    must.jobs()
        .forEach(
            (name, standing) -> {
              if (!standing.equals(is.jobs().get(name))) {
                faults.add(name + " must be " + standing + "\n    and is " + is.jobs().get(name));
              }
            });
    for (String name : is.jobs().keySet()) {
      if (!must.jobs().containsKey(name)) {
        faults.add(name + " must be gone");
      }
    }
    if (!must.counts().equals(is.counts())) {
      faults.add("the counts must be " + must.counts() + "\n    and are " + is.counts());
    }
    if (must.graph() != is.graph()) {
      faults.add("the graph must be " + must.graph() + " and is " + is.graph());
    }
    if (is.endings().isPresent() && !must.endings().equals(is.endings())) {
      faults.add("endings must be " + must.endings() + " and are " + is.endings());
    }
    if (!faults.isEmpty()) {
      throw new AssertionError(String.join("\n  ", faults));
    }
  }

  private static String moves(Standing before, Standing after) {
    StringBuilder text = new StringBuilder();
    after
        .jobs()
        .forEach(
            (name, standing) -> {
              JobStanding was = before.jobs().get(name);
              if (was != null && was.state() != standing.state()) {
                text.append(' ').append(name).append('=').append(standing.state().text());
              }
            });
    return text.toString();
  }

  private String states(Standing standing) {
    StringBuilder text = new StringBuilder();
    graph
        .nodes()
        .forEach(
            node -> {
              JobStanding at = standing.jobs().get(node.name());
              if (at != null) {
                text.append(' ').append(node.name()).append('=').append(at.state().text());
              }
            });
    return text.toString();
  }

  @Override
  public void close() {
    system.close();
  }
}
