package croft.server.farm;

import croft.protocol.graphfile.Media;
import croft.protocol.problem.Problem;
import croft.protocol.wire.TemplateUse;
import croft.store.query.Project;
import croft.store.query.TemplateRow;
import org.jspecify.annotations.Nullable;

/** Keeps graph files under names, and makes graphs of them. Safe for use by many threads. */
public interface Templates {
  /** Stores a version, if it differs from the newest one. */
  Put put(NewTemplate template);

  /**
   * A graph file to be kept.
   *
   * @param body its text
   * @param files digest of the bundle that was uploaded for it, which the farm has; null for none
   */
  record NewTemplate(
      Project project,
      Caller caller,
      String name,
      Media media,
      String body,
      @Nullable String files) {}

  /** What the farm made of it. */
  sealed interface Put {
    /**
     * It is stored.
     *
     * @param made whether there was no such version before
     */
    record Stored(int version, boolean made) implements Put {}

    /** Nothing was stored. */
    record Refused(Problem problem) implements Put {}
  }

  /**
   * Makes a graph from a template: with all of its jobs, those that are not chosen inactive.
   *
   * @param idempotencyKey as for submissions
   */
  Submissions.Submitted use(
      Project project,
      Caller caller,
      TemplateRow template,
      TemplateUse use,
      @Nullable String idempotencyKey);
}
