package croft.server.config;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What an hour of one processor costs in each pool, in whatever currency its people count. Values
 * are at least 0; {@code *} stands for every pool that is not named.
 */
public record PoolPrices(Map<String, Double> byPool) {
  /** Nothing is known of costs. */
  public static final PoolPrices NONE = new PoolPrices(Map.of());

  private static final String OTHERS = "*";

  public PoolPrices {
    byPool = Map.copyOf(byPool);
  }

  /**
   * Reads {@code linux=0.04,mac=0.2,*=0.05}; nothing is no prices.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PoolPrices parse(String text) {
    Map<String, Double> prices = new HashMap<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      int at = part.indexOf('=');
      String pool = part.substring(0, Math.max(at, 0)).strip();
      double price = at < 0 ? -1 : Double.parseDouble(part.substring(at + 1).strip());
      if (pool.isEmpty() || !(price >= 0 && price <= 1e9) || prices.put(pool, price) != null) {
        throw new IllegalArgumentException(part);
      }
    }
    return new PoolPrices(prices);
  }

  /** The price of an hour of a processor; empty if nobody said. */
  public OptionalDouble of(String pool) {
    Double price = byPool.getOrDefault(pool, byPool.get(OTHERS));
    return price == null ? OptionalDouble.empty() : OptionalDouble.of(price);
  }
}
