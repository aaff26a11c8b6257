package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports ended attempts, and may ask for the next ones in the same call.
 *
 * @param session of the worker
 * @param completions at least one
 * @param claim null to ask for nothing
 */
public record CompletionsRequest(
    String session, List<Completion> completions, @Nullable Claim claim) {
  /**
   * What to claim once the completions are recorded.
   *
   * @param request chosen anew for each claim; a repeat returns the same attempts
   * @param slots how many attempts the worker can take, at least 1
   * @param waitMs how long the farm may wait until there is one; 0 answers at once
   */
  public record Claim(UUID request, int slots, int waitMs) {
    public Claim {
      Check.present("request", request);
      Check.range("slots", slots, 1, Limits.CLAIM_SLOTS_MAX);
      Check.range("waitMs", waitMs, 0, Limits.WAIT_MAX);
    }
  }

  public CompletionsRequest {
    Check.token("session", session);
    completions = Check.list("completions", completions, Limits.COMPLETIONS_MAX);
    if (completions.isEmpty()) {
      throw new IllegalArgumentException("completions is empty; use /api/v1/claims to claim only");
    }
  }
}
