package croft.server.decide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may decide a breakpoint. Pure. */
final class Rights {
  private Rights() {}

  /**
   * Why someone may not decide; null if they may.
   *
   * @param approvers who may, such as {@code group:release}; empty: whoever has a token
   * @param notAuthor whether the graph's author may not
   * @param author of the graph
   * @param caller who wants to
   * @param roles as what the caller may be an approver, such as {@code user:ann}
   */
  static @Nullable String refusal(
      List<String> approvers, boolean notAuthor, String author, String caller, List<String> roles) {
    if (notAuthor && author.equals(caller)) {
      return caller + " submitted the graph, and its author may not decide; " + who(approvers);
    }
    if (!approvers.isEmpty() && approvers.stream().noneMatch(roles::contains)) {
      return caller + " is none of those who may decide; " + who(approvers);
    }
    return null;
  }

  /** Who may decide, as a sentence. */
  static String who(List<String> approvers) {
    return approvers.isEmpty()
        ? "anybody else with a token may"
        : String.join(", ", approvers) + " may";
  }
}
