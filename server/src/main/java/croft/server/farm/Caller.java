package croft.server.farm;

import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as far as the farm records it.
 *
 * @param name of the token's holder: the author of what the call does
 * @param request number of the call, also in the server's log
 * @param traceparent the caller's trace context (W3C), already checked; null if it sent none
 */
public record Caller(String name, String request, @Nullable String traceparent) {}
