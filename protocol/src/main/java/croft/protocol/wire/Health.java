package croft.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * The answer of the health checks.
 *
 * @param status {@code up} or {@code down}
 * @param detail why it is down; null if it is not
 */
public record Health(String status, @Nullable String detail) {
  public Health {
    Check.present("status", status);
  }
}
