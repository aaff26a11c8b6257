package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;

/**
 * A worker says that it lives, and what it holds. An attempt that the farm gave to it and that it
 * does not list is taken for lost at once: the answer to its claim never arrived.
 *
 * @param session of the worker
 * @param attempts all that it holds: running, or ended and not yet reported
 */
public record HeartbeatRequest(String session, List<AttemptId> attempts) {
  public HeartbeatRequest {
    Check.token("session", session);
    attempts = Check.list("attempts", attempts, Limits.HEARTBEAT_ATTEMPTS_MAX);
  }
}
