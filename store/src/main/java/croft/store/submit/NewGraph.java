package croft.store.submit;

import croft.core.graph.JobGraph;
import croft.store.graph.NewDefinition;
import croft.store.graph.RemoteNeed;
import croft.store.graph.Wish;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is ready to be stored: checked, without cycles, its jobs numbered. Jobs have the
 * numbers 0 to {@code jobs.size() - 1}; the joins of {@link #edges} follow them.
 *
 * @param dependencies how many edges the author wrote, after globs; joins count their members
 * @param subject what it is about, as JSON; null for nothing
 * @param parameters name and value pairs as a JSON object
 * @param flags the {@link croft.core.job.JobFlags} of each job and join
 * @param inactive whether each job is to be inactive; joins never are
 * @param priority added to each job's own
 * @param template what it is made from; null for a graph file of its own
 * @param jobsMax how many jobs it may have when its jobs have added others; null for any graph's
 *     limit
 * @param wishes which jobs wait for what others are yet to add
 * @param remotes which of its joins stand for jobs of other graphs
 * @param draft whether it does not start yet
 * @param latch what must be open when it starts; null for nothing
 * @param noReuse whether its jobs take no results of equal ones, whatever they say
 */
public record NewGraph(
    int project,
    String name,
    String description,
    String author,
    @Nullable String subject,
    String parameters,
    List<String> tags,
    int priority,
    boolean paused,
    @Nullable Duration deadline,
    String sourceMedia,
    String source,
    int dependencies,
    JobGraph edges,
    int[] flags,
    boolean[] inactive,
    List<NewJob> jobs,
    List<NewDefinition> definitions,
    @Nullable OfTemplate template,
    @Nullable Integer jobsMax,
    List<Wish> wishes,
    List<RemoteNeed> remotes,
    boolean draft,
    @Nullable String latch,
    boolean noReuse) {

  /** A version of a template. */
  public record OfTemplate(String name, int version) {}

  /** A graph that is not made from a template, and does not grow. */
  public NewGraph(
      int project,
      String name,
      String description,
      String author,
      @Nullable String subject,
      String parameters,
      List<String> tags,
      int priority,
      boolean paused,
      @Nullable Duration deadline,
      String sourceMedia,
      String source,
      int dependencies,
      JobGraph edges,
      int[] flags,
      boolean[] inactive,
      List<NewJob> jobs,
      List<NewDefinition> definitions) {
    this(
        project,
        name,
        description,
        author,
        subject,
        parameters,
        tags,
        priority,
        paused,
        deadline,
        sourceMedia,
        source,
        dependencies,
        edges,
        flags,
        inactive,
        jobs,
        definitions,
        null,
        null,
        List.of(),
        List.of(),
        false,
        null,
        false);
  }

  /** Whose statistics its jobs belong to: its template's, or those of graphs of its name. */
  public String series() {
    return template == null ? name : template.name();
  }

  /**
   * A job of it.
   *
   * @param definition the index of its definition
   * @param face how people see it, as JSON; null when made from its key
   * @param barrier null, or the globs that it is a barrier for, as a JSON list
   */
  public record NewJob(
      String key,
      int definition,
      int priority,
      @Nullable Duration estimate,
      @Nullable Duration deadline,
      @Nullable String face,
      List<String> tags,
      String description,
      @Nullable String barrier) {}
}
