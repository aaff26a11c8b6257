package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the farm knows it.
 *
 * @param session names it in calls
 * @param name what people call it
 * @param pool whose jobs it takes
 * @param labels what it has
 * @param slots how many attempts it runs at once
 * @param running how many it runs now
 * @param resources what its slots share
 * @param isolation how it keeps jobs apart
 * @param state whether it is heard of
 * @param registeredAt when it signed on
 * @param heartbeatAt when it was last heard of
 * @param expiresAt when its lease ends, or ended
 * @param version of its program
 * @param standing why its worker gets no work, whatever the session; null while it does
 */
public record WorkerView(
    String session,
    String name,
    String pool,
    List<String> labels,
    int slots,
    int running,
    Resources resources,
    Isolation isolation,
    WorkerState state,
    Instant registeredAt,
    Instant heartbeatAt,
    Instant expiresAt,
    String version,
    @Nullable StandingView standing) {
  public WorkerView {
    Check.token("session", session);
    Check.name("name", name);
    Check.name("pool", pool);
    labels = Check.names("labels", labels, Limits.LABELS_MAX);
    Check.range("slots", slots, 1, Limits.WORKER_SLOTS_MAX);
    Check.range("running", running, 0, Integer.MAX_VALUE);
    Check.present("resources", resources);
    Check.present("isolation", isolation);
    Check.present("state", state);
    Check.present("registeredAt", registeredAt);
    Check.present("heartbeatAt", heartbeatAt);
    Check.present("expiresAt", expiresAt);
    Check.present("version", version);
  }
}
