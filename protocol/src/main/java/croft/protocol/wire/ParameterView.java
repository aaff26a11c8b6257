package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import croft.protocol.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a template can be given.
 *
 * @param name as {@code set} names it
 * @param description what it means; empty if its file does not say
 * @param type what values it can have
 * @param choices the values of a choice, or what a list can have in it; empty for no restriction
 * @param required whether each use must give it
 * @param byDefault its value where a use gives none; null for none
 */
public record ParameterView(
    String name,
    String description,
    ParameterType type,
    List<String> choices,
    boolean required,
    @JsonProperty("default") @Nullable String byDefault) {
  public ParameterView {
    Check.text("name", name, Limits.KEY_BYTES_MAX);
    Check.present("description", description);
    Check.present("type", type);
    choices = Check.list("choices", choices, Integer.MAX_VALUE);
  }
}
