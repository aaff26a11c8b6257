package croft.server.farm;

import croft.protocol.graphfile.Media;
import croft.protocol.problem.Problem;
import croft.store.query.Project;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * @param start how it begins
   * @param idempotencyKey the same key with the same body and parameters gives the same graph; null
   *     to make a new graph each time
   * @param use how it is made from a template; null if the body is a graph file of its own
   */
  record Submission(
      Project project,
      Caller caller,
      Media media,
      InputStream body,
      Map<String, String> set,
      @Nullable String files,
      Start start,
      @Nullable String idempotencyKey,
      @Nullable Use use) {
    public Submission {
      set = Map.copyOf(set);
    }

    /** A graph file of its own. */
    public Submission(
        Project project,
        Caller caller,
        Media media,
        InputStream body,
        Map<String, String> set,
        @Nullable String files,
        Start start,
        @Nullable String idempotencyKey) {
      this(project, caller, media, body, set, files, start, idempotencyKey, null);
    }
  }

  /**
   * How a graph begins.
   *
   * @param paused whether nothing may be claimed until someone resumes it
   * @param draft whether it is only stored, to be edited, until someone starts it
   * @param noReuse whether its jobs take no results of equal ones, whatever they say
   * @param planToken of the plan that it must be what it says; null for none
   */
  record Start(boolean paused, boolean draft, boolean noReuse, @Nullable String planToken) {
    /** At once. */
    public static final Start NOW = new Start(false, false, false, null);
  }

  /**
   * What a use of a template adds.
   *
   * @param template its name
   * @param version of it
   * @param only globs over keys of the jobs to be active; empty for no such choice
   * @param except globs over keys of jobs to be inactive
   * @param onlyWhere an expression that is true of the jobs to be active; null for no such choice
   * @param exceptWhere an expression that is true of jobs to be inactive; null for none
   * @param keys keys of the jobs to be active; null for no such choice
   * @param subject what the graph is about, as JSON; null for what the file says
   * @param request the whole of what was asked, so that a repeat is known
   */
  record Use(
      String template,
      int version,
      List<String> only,
      List<String> except,
      @Nullable String onlyWhere,
      @Nullable String exceptWhere,
      @Nullable Set<String> keys,
      @Nullable String subject,
      String request) {
    public Use {
      only = List.copyOf(only);
      except = List.copyOf(except);
      keys = keys == null ? null : Set.copyOf(keys);
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
