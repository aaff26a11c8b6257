package croft.protocol.graphfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of the file before defaults, matrices and names are worked out.
 *
 * @param at where its key is
 * @param matrix null for a single job
 * @param barrier null when it is none
 * @param from its dependencies are those from here …
 * @param to … up to here, in {@link DependencyDrafts}
 * @param broken it has faults, so that what refers to it should not be held against others
 */
record JobDraft(
    String key,
    long at,
    WorkDraft work,
    RulesDraft rules,
    @Nullable FaceDraft face,
    String description,
    @Nullable Matrix matrix,
    @Nullable BarrierDraft barrier,
    int from,
    int to,
    boolean broken) {

  /**
   * Which jobs a barrier holds up.
   *
   * @param selectors names and globs; null for all jobs
   */
  record BarrierDraft(@Nullable List<Selector> selectors, long at) {}

  /** A name or glob with its place. */
  record Selector(String text, long at, String path) {}
}
