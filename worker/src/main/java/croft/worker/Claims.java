package croft.worker;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.ClaimRequest;
import croft.worker.farm.Backoff;
import croft.worker.farm.FarmConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Asks for work for the slots that are free, one long poll at a time. */
final class Claims {

  private static final System.Logger LOG = System.getLogger(Claims.class.getName());

  /** How long the farm may wait for work. */
  private static final int WAIT_MS = 20_000;

  /** How often an unfit worker looks whether it is fit again. */
  private static final Duration UNFIT_PAUSE = Duration.ofSeconds(1);

  private final FarmConnection farm;
  private final Session session;
  private final Slots slots;
  private final BooleanSupplier fit;

  Claims(FarmConnection farm, Session session, Slots slots, BooleanSupplier fit) {
    this.farm = farm;
    this.session = session;
    this.slots = slots;
    this.fit = fit;
  }

  /** Claims until the session has ended or the thread is interrupted. */
  void run() {
    try {
      while (!session.hasEnded()) {
        int free = slots.askForAll();
        if (fit.getAsBoolean()) {
          session.start(claim(free), free);
        } else {
          slots.giveBack(free);
          Thread.sleep(UNFIT_PAUSE);
        }
      }
    } catch (InterruptedException e) {
      // the worker is told to stop, or the session closes
    }
  }

  private List<Assignment> claim(int free) throws InterruptedException {
    // The same request until there is an answer: if the farm did give attempts and the answer was
    // lost, the repeat gives the same ones.
    ClaimRequest request = new ClaimRequest(session.id(), UUID.randomUUID(), free, WAIT_MS);
    Backoff backoff = new Backoff();
    while (session.lease().awaitHeld()) {
      try {
        return farm.claim(request).attempts();
      } catch (ProblemException e) {
        if (e.is(ProblemType.SESSION_ENDED) || e.is(ProblemType.NO_SUCH_WORKER)) {
          session.end(e.problem().title());
          break;
        }
        LOG.log(Level.WARNING, "the farm refused a claim: {0}", e.problem().text());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "no answer to a claim: {0}", e.getMessage());
      }
      Thread.sleep(backoff.pause());
    }
    return List.of();
  }
}
