package croft.protocol.graphfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a graph is about, as its author says; any part may be absent (null, or no parents).
 *
 * @param repository where the code is from
 * @param branch name of the branch
 * @param commit full id of the commit
 * @param parents ids of the commits before it
 * @param push id of the push that brought it
 * @param author who wrote it
 * @param title first line of its message
 * @param review address of its review
 */
public record Subject(
    @Nullable String repository,
    @Nullable String branch,
    @Nullable String commit,
    List<String> parents,
    @Nullable String push,
    @Nullable String author,
    @Nullable String title,
    @Nullable String review) {
  /** Says nothing. */
  public static final Subject NONE =
      new Subject(null, null, null, List.of(), null, null, null, null);

  public Subject {
    parents = List.copyOf(parents);
  }
}
