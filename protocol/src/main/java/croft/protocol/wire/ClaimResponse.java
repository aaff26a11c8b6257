package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;

/**
 * What a worker was given.
 *
 * @param attempts the worker's from now on; empty if none came up in time
 */
public record ClaimResponse(List<Assignment> attempts) {
  public ClaimResponse {
    attempts = Check.list("attempts", attempts, Limits.CLAIM_SLOTS_MAX);
  }
}
