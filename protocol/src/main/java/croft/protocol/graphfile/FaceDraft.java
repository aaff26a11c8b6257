package croft.protocol.graphfile;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A job's face as its lines have it, perhaps with {@code {axis}} in it. */
record FaceDraft(
    @Nullable String title,
    @Nullable String symbol,
    @Nullable String group,
    @Nullable String platform,
    @Nullable Integer tier) {

  /** The face of one job; what is missing comes from its key and pool. */
  Face of(String key, String pool, UnaryOperator<String> fill) {
    Face plain = Face.of(key, pool);
    return new Face(
        title == null ? plain.title() : fill.apply(title),
        symbol == null ? plain.symbol() : fill.apply(symbol),
        group == null ? plain.group() : fill.apply(group),
        platform == null ? plain.platform() : fill.apply(platform),
        tier == null ? plain.tier() : tier);
  }
}
