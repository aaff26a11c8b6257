package croft.protocol.wire;

import org.jspecify.annotations.Nullable;

/**
 * A job that another one waits for.
 *
 * @param job its number
 * @param key its key
 * @param kind what is asked of it
 * @param condition the ends that satisfy a {@code needs}
 * @param state where it stands
 * @param value what the dependency is worth now
 * @param join the number of the set it belongs to, if only some of that set are needed; null if it
 *     is needed by itself
 * @param graph the graph that it is in; null for the same one
 */
public record DependencyView(
    int job,
    String key,
    DependencyKind kind,
    Condition condition,
    JobState state,
    DependencyValue value,
    @Nullable Integer join,
    @Nullable Long graph) {

  /** A job of the same graph. */
  public DependencyView(
      int job,
      String key,
      DependencyKind kind,
      Condition condition,
      JobState state,
      DependencyValue value,
      @Nullable Integer join) {
    this(job, key, kind, condition, state, value, join, null);
  }

  public DependencyView {
    Check.range("job", job, 0, Integer.MAX_VALUE);
    Check.name("key", key);
    Check.present("kind", kind);
    Check.present("condition", condition);
    Check.present("state", state);
    Check.present("value", value);
  }
}
