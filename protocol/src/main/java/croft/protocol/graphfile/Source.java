package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * Where the files of a job's work folder come from; parameters are filled in.
 *
 * @param repository address of a git repository; never starts with {@code -} and has no spaces
 * @param revision a branch, a tag or a commit; null for the repository's default branch
 * @param path folder in it that the script starts in; null for its root
 * @param commit what the revision was when the graph was submitted; a graph file never has it, the
 *     farm adds it with {@link #at}
 */
public record Source(
    String repository, @Nullable String revision, @Nullable String path, @Nullable String commit) {
  /** The same, resolved to a commit. */
  public Source at(String commit) {
    return new Source(repository, revision, path, commit);
  }
}
