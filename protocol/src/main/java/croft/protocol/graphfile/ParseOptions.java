package croft.protocol.graphfile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the submitter adds to a graph file.
 *
 * @param set values of parameters, by name
 * @param files digest ({@code sha256:…}) of the bundle made from the file's {@code files}, once it
 *     was uploaded; goes into each definition. Null when there is none.
 * @param existing jobs of a graph that the file's jobs are to join: they may be named in
 *     dependencies, and follow the file's own jobs in {@link GraphSpec#jobs()}, in this order, but
 *     for those whose key the file has itself
 * @param ignoreUnknown whether values of parameters that the file does not have are no fault
 * @param template whether parameters may lack a value: the file is kept for later use, and gets one
 *     of the right type in its place
 */
public record ParseOptions(
    Map<String, String> set,
    @Nullable String files,
    List<Existing> existing,
    boolean ignoreUnknown,
    boolean template) {
  /**
   * A job that is there already.
   *
   * @param finalizer whether it runs when all else is over
   * @param expands whether it adds jobs, so that others may wait for those
   */
  public record Existing(String key, boolean finalizer, boolean expands) {
    /** A job that adds no jobs. */
    public Existing(String key, boolean finalizer) {
      this(key, finalizer, false);
    }
  }

  /** Adds nothing. */
  public static final ParseOptions NONE = new ParseOptions(Map.of(), null);

  public ParseOptions {
    set = Map.copyOf(set);
    existing = List.copyOf(existing);
  }

  /** The file is a graph of its own. */
  public ParseOptions(Map<String, String> set, @Nullable String files) {
    this(set, files, List.of(), false, false);
  }

  /** The file is a template: whoever uses it gives the values. */
  public static ParseOptions ofTemplate(@Nullable String files) {
    return new ParseOptions(Map.of(), files, List.of(), false, true);
  }

  /** Each value must be for a parameter of the file. */
  public ParseOptions(Map<String, String> set, @Nullable String files, List<Existing> existing) {
    this(set, files, existing, false, false);
  }
}
