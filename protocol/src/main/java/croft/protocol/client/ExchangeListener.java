package croft.protocol.client;

/** Sees every exchange of a client, repeats included; what it throws ends the call. */
@FunctionalInterface
public interface ExchangeListener {
  /** Called after the response came, on the thread of the call. */
  void exchanged(Exchange exchange);
}
