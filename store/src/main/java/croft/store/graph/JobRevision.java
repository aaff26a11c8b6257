package croft.store.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edit makes of a job beside its edges: of one that it adds, or whose definition it
 * replaces.
 *
 * @param job its number
 * @param definition the number of its definition in the graph
 * @param requirementClass the number of what a worker must have
 * @param estimateMs what it is expected to take; null when nobody said
 * @param deadlineMs how long it may wait; null for ever
 * @param face how people see it, as JSON; null when made from its key
 * @param barrier null, or the globs that it is a barrier for, as a JSON list
 */
public record JobRevision(
    int job,
    String key,
    int definition,
    int requirementClass,
    int priority,
    @Nullable Long estimateMs,
    @Nullable Long deadlineMs,
    @Nullable String face,
    List<String> tags,
    String description,
    @Nullable String barrier) {
  public JobRevision {
    tags = List.copyOf(tags);
  }
}
