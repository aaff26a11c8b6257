package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Duration;
import java.util.List;

/**
 * The farm's answer to a heartbeat.
 *
 * @param lease how long the worker may go on from the moment when it <em>sent</em> the heartbeat
 * @param heartbeat how often to send one from now on, give or take a fifth
 * @param cancel someone wants these to end: stop them and report {@code cancelled}
 * @param lost these are no longer the worker's: stop them and drop their results
 */
public record HeartbeatResponse(
    Duration lease, Duration heartbeat, List<AttemptId> cancel, List<AttemptId> lost) {
  public HeartbeatResponse {
    Check.present("lease", lease);
    Check.present("heartbeat", heartbeat);
    cancel = Check.list("cancel", cancel, Limits.HEARTBEAT_ATTEMPTS_MAX);
    lost = Check.list("lost", lost, Limits.HEARTBEAT_ATTEMPTS_MAX);
  }
}
