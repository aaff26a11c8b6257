package croft.server.farm;

import croft.protocol.graphfile.Media;
import croft.protocol.problem.Problem;
import croft.store.query.Project;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes graphs in: all of one, in one transaction, or nothing. Safe for use by many threads. */
public interface Submissions {
  /**
   * Reads, checks and stores a graph.
   *
   * @throws IOException when the body cannot be read to its end; then nothing is stored
   * @throws croft.protocol.problem.ProblemException thrown by the body when it passes its limit
   */
  Submitted submit(Submission submission) throws IOException;

  /**
   * What came in.
   *
   * @param project that it is for
   * @param caller its author
   * @param media how the body is written
   * @param body the graph file; inflated already, and limited in size; not closed by the farm
   * @param set values of parameters, by name
   * @param files digest of the bundle that was uploaded for it, which the farm has; null for none
   * @param paused whether nothing may be claimed until someone resumes it
   * @param idempotencyKey the same key with the same body and parameters gives the same graph; null
   *     to make a new graph each time
   */
  record Submission(
      Project project,
      Caller caller,
      Media media,
      InputStream body,
      Map<String, String> set,
      @Nullable String files,
      boolean paused,
      @Nullable String idempotencyKey) {
    public Submission {
      set = Map.copyOf(set);
    }
  }

  /** What the farm made of it. */
  sealed interface Submitted {
    /**
     * It is stored.
     *
     * @param graph its id
     * @param repeated whether that happened before, with the same idempotency key
     */
    record Stored(long graph, boolean repeated) implements Submitted {}

    /** Nothing was stored. */
    record Refused(Problem problem) implements Submitted {}
  }
}
