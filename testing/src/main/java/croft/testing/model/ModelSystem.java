package croft.testing.model;

import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A model in the place of the system under test. With the model as it is, a story must hold; with a
 * rule of it bent, a story must be found that does not.
 */
public class ModelSystem implements SystemUnderTest {
  private final FarmModel model;
  private int nonces;

  public ModelSystem(FarmModel model) {
    this.model = model;
  }

  /** Graphs go to models made by {@code model}, which submits nothing itself. */
  public static Factory of(Function<FarmGraph, FarmModel> model) {
    return graph -> {
      FarmModel made = model.apply(graph);
      made.submit();
      return new ModelSystem(made);
    };
  }

  @Override
  public Answers batch(List<AttemptReport> reports, List<Step.Claim> claims) {
    List<Answer> answers = new ArrayList<>();
    for (AttemptReport report : reports) {
      answers.add(model.report(report.job(), report.attempt(), report.nonce(), report.outcome()));
    }
    List<Grant> grants = new ArrayList<>();
    for (Step.Claim claim : claims) {
      List<String> ready = model.isPaused() ? List.of() : model.jobsIn(JobState.READY);
      for (String job : ready.subList(0, Math.min(claim.slots(), ready.size()))) {
        String nonce = "nonce-" + nonces++;
        if (model.claim(job, nonce, claim.worker())) {
          grants.add(new Grant(job, model.attempts(job), nonce, claim.worker()));
        }
      }
    }
    return new Answers(answers, grants);
  }

  @Override
  public void endSession(int worker) {
    model.endSession(worker);
  }

  @Override
  public Boolean command(Step.Command command) {
    return model.command(command);
  }

  @Override
  public Standing standing() {
    return model.standing();
  }
}
