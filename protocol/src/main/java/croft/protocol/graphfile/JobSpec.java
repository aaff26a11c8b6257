package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job of a graph: what it does, and how the farm and people treat it.
 *
 * @param key its name in the graph
 * @param definition what it does
 * @param givenFace how people see it; null when the file does not say, see {@link #face()}
 * @param description a few words; empty when the file has none
 * @param tags words to find it by
 * @param priority −1,000 to 1,000; jobs with a higher one are claimed first
 * @param active false when it waits for someone to activate it
 * @param allowFailure whether its failure counts as success for others and for the graph
 * @param finalizer whether it runs when all else is over
 * @param deadline longest time from submission until it must have started; null for none
 * @param estimate its author's guess of how long it runs; null for none
 * @param reuse whether the result of an equal job may be taken instead of running it
 */
public record JobSpec(
    String key,
    Definition definition,
    @Nullable Face givenFace,
    String description,
    List<String> tags,
    int priority,
    boolean active,
    boolean allowFailure,
    Finalizer finalizer,
    @Nullable Duration deadline,
    @Nullable Duration estimate,
    boolean reuse) {

  /**
   * Whether it stands for a job of the graph that the file's jobs join: see {@link
   * ParseOptions#existing()}.
   */
  @SuppressWarnings("ReferenceEquality") // Equal ones could be written in a file.
  public boolean isExisting() {
    return definition == Expansion.EXISTING || definition == Expansion.EXISTING_MAKER;
  }

  /** What kind of job it is. */
  public JobKind kind() {
    return definition.kind();
  }

  /** How people see it; made from its key and pool when the file does not say. */
  public Face face() {
    return givenFace == null ? Face.of(key, definition.pool()) : givenFace;
  }
}
