package croft.protocol.graphfile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the submitter adds to a graph file.
 *
 * @param set values of parameters, by name
 * @param files digest ({@code sha256:…}) of the bundle made from the file's {@code files}, once it
 *     was uploaded; goes into each definition. Null when there is none.
 */
public record ParseOptions(Map<String, String> set, @Nullable String files) {
  /** Adds nothing. */
  public static final ParseOptions NONE = new ParseOptions(Map.of(), null);

  public ParseOptions {
    set = Map.copyOf(set);
  }
}
