package croft.worker;

import croft.protocol.Limits;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.worker.attempt.HeldAttempt;
import croft.worker.farm.Backoff;
import croft.worker.farm.FarmConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports ended attempts and claims the next ones in the same call. While one call is under way the
 * next results gather, so that a worker with many short jobs makes few calls and one with few makes
 * them at once.
 */
final class Completions {

  private static final System.Logger LOG = System.getLogger(Completions.class.getName());

  private final FarmConnection farm;
  private final Session session;
  private final Slots slots;
  private final Spool spool;
  private final BooleanSupplier claiming;
  private final LinkedBlockingQueue<Ended> queue = new LinkedBlockingQueue<>();

  private record Ended(HeldAttempt attempt, Completion completion) {}

  /**
   * @param claiming whether to ask for more
   */
  Completions(
      FarmConnection farm, Session session, Slots slots, Spool spool, BooleanSupplier claiming) {
    this.farm = farm;
    this.session = session;
    this.slots = slots;
    this.spool = spool;
    this.claiming = claiming;
  }

  /** The attempt's slot stays taken until the farm has answered. */
  void add(HeldAttempt attempt, Completion completion) {
    queue.add(new Ended(attempt, completion));
  }

  /** Reports until the session has ended or the thread is interrupted. */
  void run() {
    try {
      while (!session.hasEnded()) {
        List<Ended> batch = new ArrayList<>();
        batch.add(queue.take());
        queue.drainTo(batch, Limits.COMPLETIONS_MAX - 1);
        report(batch);
      }
    } catch (InterruptedException e) {
      // the session closes
    }
  }

  private void report(List<Ended> batch) throws InterruptedException {
    int free = claiming.getAsBoolean() ? batch.size() : 0;
    CompletionsRequest.Claim claim =
        free == 0 ? null : new CompletionsRequest.Claim(UUID.randomUUID(), free, 0);
    CompletionsResponse answer = send(batch, claim);
    if (answer != null) {
      answer.results().forEach(Completions::tell);
    }
    for (Ended ended : batch) {
      session.forget(ended.attempt());
      if (free == 0) {
        slots.free(ended.attempt().slot());
      } else {
        slots.exchange(ended.attempt().slot());
      }
    }
    session.start(answer == null ? List.of() : answer.attempts(), free);
  }

  private @Nullable CompletionsResponse send(
      List<Ended> batch, CompletionsRequest.@Nullable Claim claim) throws InterruptedException {
    List<Completion> completions = batch.stream().map(Ended::completion).toList();
    CompletionsRequest request = new CompletionsRequest(session.id(), completions, claim);
    Backoff backoff = new Backoff();
    boolean spooled = false;
    boolean answered = false;
    try {
      while (session.lease().awaitHeld()) {
        try {
          CompletionsResponse answer = farm.complete(request);
          answered = true;
          return answer;
        } catch (ProblemException e) {
          if (e.is(ProblemType.SESSION_ENDED) || e.is(ProblemType.NO_SUCH_WORKER)) {
            session.end(e.problem().title());
            return null;
          }
          if (e.problem().status() < 500 && e.problem().status() != 429) {
            answered = true;
            LOG.log(Level.ERROR, "the farm refused results: {0}", e.problem().text());
            return batch.size() == 1 ? null : sendOneByOne(batch);
          }
          LOG.log(Level.WARNING, "the farm cannot take results now: {0}", e.problem().text());
        } catch (IOException e) {
          LOG.log(
              Level.WARNING,
              "no answer to {0} results, repeating: {1}",
              batch.size(),
              e.getMessage());
        }
        if (!spooled) {
          completions.forEach(completion -> spool.keep(session.id(), completion));
          spooled = true;
        }
        Thread.sleep(backoff.pause());
      }
      return null;
    } finally {
      if (spooled && (answered || session.hasEndedAtFarm())) {
        completions.forEach(spool::remove);
      }
    }
  }

  /** One that the farm cannot read must not take the others with it. */
  private CompletionsResponse sendOneByOne(List<Ended> batch) throws InterruptedException {
    List<CompletionResult> results = new ArrayList<>();
    for (Ended ended : batch) {
      CompletionsResponse answer = send(List.of(ended), null);
      if (answer != null) {
        results.addAll(answer.results());
      }
    }
    return new CompletionsResponse(results, List.of());
  }

  private static void tell(CompletionResult result) {
    switch (result.result()) {
      case ACCEPTED, REPEATED -> LOG.log(Level.DEBUG, "{0} is reported", result.id());
      case STALE, CONFLICT ->
          LOG.log(
              Level.WARNING,
              "the farm did not take the result of {0}: {1}",
              result.id(),
              result.detail() == null ? result.result().text() : result.detail());
    }
  }
}
