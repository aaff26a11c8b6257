package croft.testing.model;

import croft.core.graph.EdgeRule;
import croft.core.graph.EdgeValue;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import croft.core.job.RetryPolicy;
import croft.testing.model.FarmGraph.Mark;
import croft.testing.model.SystemUnderTest.Answer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Looser readings of the rules. Each is a model with one rule bent. */
enum Planted {
  COUNTERS_ONLY_FOR_BLOCKED_JOBS(CountsBlockedOnly::new),
  A_RERUN_DOES_NOT_GIVE_EDGES_BACK(KeepsEdges::new),
  NEED_EQUALS_ZERO(
      graph ->
          new FarmModel(graph) {
            @Override
            JobState ruleW(Job job, Counters counters) {
              return counters.need() < 0
                  ? super.ruleW(job, new Counters(1, 1))
                  : super.ruleW(job, counters);
            }
          }),
  FINALIZERS_WAIT_FOR_EACH_OTHER(
      graph ->
          new FarmModel(graph) {
            @Override
            boolean keepsWaiting(Job other, Job finalizer) {
              return super.keepsWaiting(other, finalizer)
                  || (other != finalizer
                      && other.is(Mark.FINALIZER)
                      && (other.state == JobState.BLOCKED || other.state == JobState.RUNNING));
            }
          }),
  A_RETRY_GOES_STRAIGHT_TO_READY(RetriesAtOnce::new),
  A_SKIP_IS_FOR_EVER(
      graph ->
          new FarmModel(graph) {
            @Override
            JobState ruleW(Job job, Counters counters) {
              return job.state == JobState.SKIPPED && !job.isJoin()
                  ? JobState.SKIPPED
                  : super.ruleW(job, counters);
            }
          }),
  ONE_OF_TWO_DELTAS_IN_A_COMMIT_IS_LOST(LosesDeltas::new) {
    @Override
    SystemUnderTest.Factory factory() {
      return graph -> {
        LosesDeltas model = new LosesDeltas(graph);
        model.submit();
        return new ForgetfulSystem(model);
      };
    }
  },
  NO_NONCE(
      graph ->
          new FarmModel(graph) {
            @Override
            public Answer report(String name, int number, String nonce, Outcome outcome) {
              List<Attempt> attempts = job(name).attempts;
              boolean known = number >= 1 && number <= attempts.size();
              return super.report(
                  name, number, known ? attempts.get(number - 1).nonce : nonce, outcome);
            }
          }),
  NO_ATTEMPT_NUMBER(
      graph ->
          new FarmModel(graph) {
            @Override
            public Answer report(String name, int number, String nonce, Outcome outcome) {
              List<Attempt> attempts = job(name).attempts;
              for (int at = 0; at < attempts.size(); at++) {
                if (attempts.get(at).nonce.equals(nonce)) {
                  return super.report(name, at + 1, nonce, outcome);
                }
              }
              return Answer.STALE;
            }
          }),
  A_SECOND_REPORT_REPLACES_THE_FIRST(
      graph ->
          new FarmModel(graph) {
            @Override
            public Answer report(String name, int number, String nonce, Outcome outcome) {
              Answer answer = super.report(name, number, nonce, outcome);
              if (answer == Answer.CONFLICT) {
                job(name).attempts.get(number - 1).outcome = outcome;
              }
              return answer == Answer.CONFLICT ? Answer.ACCEPTED : answer;
            }
          }),
  A_LOST_ATTEMPT_MAY_STILL_REPORT(
      graph ->
          new FarmModel(graph) {
            @Override
            public Answer report(String name, int number, String nonce, Outcome outcome) {
              Job job = job(name);
              if (number >= 1
                  && number <= job.attempts.size()
                  && job.attempts.get(number - 1).outcome instanceof Outcome.Lost
                  && job.state == JobState.READY) {
                end(job, job.attempts.get(number - 1), outcome);
                return Answer.ACCEPTED;
              }
              return super.report(name, number, nonce, outcome);
            }
          }),
  NOTHING_IS_POISONED(
      graph ->
          new FarmModel(graph) {
            @Override
            boolean isTriedAgain(Job job, RetryPolicy.Cause cause) {
              job.losses = 0;
              return super.isTriedAgain(job, cause);
            }
          }),
  TRIES_ARE_COUNTED_OVER_RERUNS(
      graph ->
          new FarmModel(graph) {
            @Override
            boolean isTriedAgain(Job job, RetryPolicy.Cause cause) {
              job.tries = job.attempts.size();
              return super.isTriedAgain(job, cause);
            }
          }),
  A_CANCEL_OF_THE_GRAPH_FOLLOWS_EACH_JOB(
      graph ->
          new FarmModel(graph) {
            @Override
            public boolean command(Step.Command command) {
              if (!(command instanceof Step.CancelGraph)) {
                return super.command(command);
              }
              boolean did = false;
              for (boolean finalizers : List.of(false, true)) {
                for (FarmGraph.Node node : graph.nodes()) {
                  if (!did || finalizers == node.is(Mark.FINALIZER)) {
                    did |=
                        node.is(Mark.FINALIZER) == finalizers
                            && super.command(new Step.Cancel(node.name()));
                  }
                }
                if (did) {
                  return true;
                }
              }
              return false;
            }
          }),
  THE_FIRST_CANCEL_STOPS_FINALIZERS_TOO(
      graph ->
          new FarmModel(graph) {
            @Override
            boolean cancelGraph() {
              boolean first = super.cancelGraph();
              return super.cancelGraph() || first;
            }
          }),
  A_RERUN_FOLLOWS_ORDER(
      graph ->
          new FarmModel(graph) {
            @Override
            boolean leadsOn(Link link) {
              return true;
            }
          }),
  AN_INACTIVE_JOB_BREAKS_ORDER(
      graph ->
          new FarmModel(graph) {
            @Override
            EdgeValue value(Link link) {
              return link.from.state == JobState.INACTIVE && link.rule.kind() == EdgeRule.Kind.AFTER
                  ? EdgeValue.BROKEN
                  : super.value(link);
            }
          }),
  ACTIVATION_FORGETS_WHAT_IS_NEEDED(
      graph ->
          new FarmModel(graph) {
            @Override
            Set<Job> activatedWith(Job job) {
              return Set.of(job);
            }
          }),
  DEACTIVATION_FORGETS_JOINS(
      graph ->
          new FarmModel(graph) {
            @Override
            Set<Job> shortJoins(Set<Job> gone) {
              return Set.of();
            }
          }),
  FINALIZERS_RUN_THOUGH_NOTHING_ENDED(
      graph ->
          new FarmModel(graph) {
            @Override
            EdgeValue gate(Job finalizer) {
              EdgeValue gate = super.gate(finalizer);
              return gate == EdgeValue.BROKEN ? EdgeValue.SATISFIED : gate;
            }
          }),
  WHAT_ONLY_PASSES_THROUGH_IS_SEEN(
      graph ->
          new FarmModel(graph) {
            private final Set<Job> left = new HashSet<>();

            @Override
            void toW(Job job) {
              left.add(job);
              super.toW(job);
            }

            @Override
            boolean opened(Link link) {
              return super.opened(link)
                  || (link.before != EdgeValue.OPEN && left.contains(link.from));
            }

            @Override
            public boolean command(Step.Command command) {
              left.clear();
              return super.command(command);
            }

            @Override
            void end(Job job, Attempt attempt, Outcome outcome) {
              left.clear();
              super.end(job, attempt, outcome);
            }
          }),
  A_WAIVER_SURVIVES_A_NEW_ATTEMPT(
      graph ->
          new FarmModel(graph) {
            private final Set<Job> waived = new HashSet<>();

            @Override
            void toW(Job job) {
              if (job.waived) {
                waived.add(job);
              }
              super.toW(job);
            }

            @Override
            void end(Job job, Attempt attempt, Outcome outcome) {
              super.end(job, attempt, outcome);
              job.waived = waived.remove(job) && job.state == JobState.FAILED;
            }
          });

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<FarmGraph, FarmModel> model;

  Planted(Function<FarmGraph, FarmModel> model) {
    this.model = model;
  }

  SystemUnderTest.Factory factory() {
    return ModelSystem.of(model);
  }

  private static final class CountsBlockedOnly extends FarmModel {
    private final Map<Job, Counters> kept = new HashMap<>();

    CountsBlockedOnly(FarmGraph graph) {
      super(graph);
    }

    @Override
    Counters counters(Job job) {
      if (job.state == JobState.BLOCKED || !kept.containsKey(job)) {
        kept.put(job, super.counters(job));
      }
      return kept.getOrDefault(job, new Counters(0, 0));
    }
  }

  private static final class KeepsEdges extends FarmModel {
    private final Map<Link, EdgeValue> settled = new HashMap<>();

    KeepsEdges(FarmGraph graph) {
      super(graph);
    }

    @Override
    EdgeValue value(Link link) {
      EdgeValue value = super.value(link);
      if (value != EdgeValue.OPEN) {
        settled.put(link, value);
      }
      return settled.getOrDefault(link, value);
    }
  }

  private static final class RetriesAtOnce extends FarmModel {
    private final Set<Job> atOnce = new HashSet<>();

    RetriesAtOnce(FarmGraph graph) {
      super(graph);
    }

    @Override
    void retry(Job job) {
      super.retry(job);
      job.state = JobState.READY;
      atOnce.add(job);
    }

    @Override
    boolean look(Job job) {
      return (!atOnce.remove(job) || job.state != JobState.READY) && super.look(job);
    }
  }

  /** An update that joins a job with two of its edges applies one of them. */
  private static final class LosesDeltas extends FarmModel {
    private final Map<Job, Integer> lost = new HashMap<>();

    LosesDeltas(FarmGraph graph) {
      super(graph);
    }

    @Override
    Counters counters(Job job) {
      Counters counters = super.counters(job);
      return new Counters(counters.need() + lost.getOrDefault(job, 0), counters.open());
    }

    Map<Job, Integer> needs() {
      Map<Job, Integer> needs = new HashMap<>();
      standing().jobs().forEach((name, standing) -> needs.put(job(name), standing.need()));
      return needs;
    }

    void lose(Map<Job, Integer> before) {
      needs()
          .forEach(
              (job, need) -> {
                if (need <= before.getOrDefault(job, 0) - 2) {
                  lost.merge(job, 1, Integer::sum);
                }
              });
      command(new Step.Pause(isPaused()));
    }
  }

  private static final class ForgetfulSystem extends ModelSystem {
    private final LosesDeltas model;

    ForgetfulSystem(LosesDeltas model) {
      super(model);
      this.model = model;
    }

    @Override
    public Answers batch(List<AttemptReport> reports, List<Step.Claim> claims) {
      Map<FarmModel.Job, Integer> before = model.needs();
      List<Answer> answers = super.batch(reports, List.of()).answers();
      model.lose(before);
      return new Answers(answers, super.batch(List.of(), claims).grants());
    }
  }
}
