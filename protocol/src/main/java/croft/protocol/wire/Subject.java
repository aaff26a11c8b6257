package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a graph is about. Any of it may be absent.
 *
 * @param repository its address
 * @param branch the line of history
 * @param commit the full name of the commit
 * @param parents of the commit
 * @param push the number or name of the push that brought it
 * @param author of the change
 * @param title of the change, one line
 * @param review address of the code review
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
  private static final int PARENTS_MAX = 64;

  public Subject {
    Check.optionalText("subject.repository", repository, Limits.TEXT_BYTES_MAX);
    Check.optionalText("subject.branch", branch, Limits.TEXT_BYTES_MAX);
    Check.optionalText("subject.commit", commit, Limits.KEY_BYTES_MAX);
    parents = Check.texts("subject.parents", parents, PARENTS_MAX);
    Check.optionalText("subject.push", push, Limits.KEY_BYTES_MAX);
    Check.optionalText("subject.author", author, Limits.TEXT_BYTES_MAX);
    Check.optionalText("subject.title", title, Limits.TEXT_BYTES_MAX);
    Check.optionalText("subject.review", review, Limits.TEXT_BYTES_MAX);
  }
}
