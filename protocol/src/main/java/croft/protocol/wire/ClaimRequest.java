package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.UUID;

/**
 * A worker asks for work.
 *
 * @param session of the worker
 * @param request chosen anew for each claim; a repeat returns the same attempts
 * @param slots how many attempts it can take, at least 1
 * @param waitMs how long the farm may wait until there is one; 0 answers at once
 */
public record ClaimRequest(String session, UUID request, int slots, int waitMs) {
  public ClaimRequest {
    Check.token("session", session);
    Check.present("request", request);
    Check.range("slots", slots, 1, Limits.CLAIM_SLOTS_MAX);
    Check.range("waitMs", waitMs, 0, Limits.WAIT_MAX);
  }
}
