package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;

/**
 * A worker signs on.
 *
 * @param name what people call it; need not be unique
 * @param pool the pool whose jobs it takes
 * @param labels what it has: {@code os=linux}, {@code jdk=25}
 * @param slots how many attempts it runs at once, at least 1
 * @param resources what all of its slots share
 * @param isolation how it keeps jobs apart
 * @param protocol the version of this protocol that it speaks: {@link #PROTOCOL}
 * @param version of its program, for people
 */
public record WorkerRegistration(
    String name,
    String pool,
    List<String> labels,
    int slots,
    Resources resources,
    Isolation isolation,
    int protocol,
    String version) {
  /** The version that this program speaks. */
  public static final int PROTOCOL = 1;

  public WorkerRegistration {
    Check.name("name", name);
    Check.name("pool", pool);
    labels = Check.names("labels", labels, Limits.LABELS_MAX);
    Check.range("slots", slots, 1, Limits.WORKER_SLOTS_MAX);
    Check.present("resources", resources);
    Check.present("isolation", isolation);
    Check.range("protocol", protocol, 0, 1_000_000);
    Check.text("version", version, Limits.KEY_BYTES_MAX);
  }
}
