package croft.protocol.wire;

import java.time.Duration;
import java.time.Instant;

/**
 * The farm's answer to a worker that signed on.
 *
 * @param session names the worker in all later calls; ends when no heartbeat came for a lease
 * @param lease how long the farm waits for the next heartbeat before it gives the attempts away
 * @param heartbeat how often the worker should send one, give or take a fifth
 * @param serverTime the farm's clock, for people who compare logs; nothing is decided by it
 */
public record WorkerSession(
    String session, Duration lease, Duration heartbeat, Instant serverTime) {
  public WorkerSession {
    Check.token("session", session);
    Check.present("lease", lease);
    Check.present("heartbeat", heartbeat);
    Check.present("serverTime", serverTime);
  }
}
