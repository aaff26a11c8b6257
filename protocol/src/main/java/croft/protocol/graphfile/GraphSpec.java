package croft.protocol.graphfile;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph file read and worked out: defaults applied, matrices expanded to jobs, globs and names
 * resolved to indices. All in it is valid, except that it may have cycles. Immutable.
 *
 * @param name what the graph is called
 * @param description a few words; empty when the file has none
 * @param parameters with their values, in the order of the file
 * @param fileGlobs files beside the graph file that its jobs want in their work folder; whoever
 *     submits packs them and gives the digest as {@link ParseOptions#files()}
 * @param files digest of that bundle, also in each definition; null when there is none
 * @param tags words to find the graph by
 * @param priority −1,000 to 1,000; 0 when not given
 * @param deadline longest time from submission until it must be over; null for none
 * @param jobs in the order of the file, a matrix's jobs together; an index is the job's position
 * @param dependencies direct ones, by job index
 * @param joins "k of n" needs, by ascending {@link JoinSpec#job()}
 * @param barriers by ascending {@link BarrierSpec#job()}
 * @param definitions each distinct definition once; jobs with equal definitions share the instance,
 *     so that callers may look it up by identity
 * @param latch name of a latch of the project; while that is closed the graph is refused. Null for
 *     none
 * @param expectations what must be true of the graph, in the order of the file
 * @param growthJobsMax how many jobs the graph may have when its jobs have added others; null for
 *     the farm's own limit. Never less than {@link #jobCount()}
 * @param generator the program that printed the file; null when none is named
 * @param source where the graph's code comes from; already in each definition that does not say
 *     otherwise. Null for nowhere
 * @param remoteNeeds dependencies on jobs of other graphs, by ascending {@link RemoteNeed#job()}
 * @param expandedFrom wishes for jobs that others will add
 */
public record GraphSpec(
    String name,
    String description,
    List<Parameter> parameters,
    List<String> fileGlobs,
    @Nullable String files,
    Subject subject,
    List<String> tags,
    int priority,
    @Nullable Duration deadline,
    List<JobSpec> jobs,
    EdgeTable dependencies,
    List<JoinSpec> joins,
    List<BarrierSpec> barriers,
    List<Definition> definitions,
    @Nullable String latch,
    List<Expectation> expectations,
    @Nullable Integer growthJobsMax,
    @Nullable Generator generator,
    @Nullable Source source,
    List<RemoteNeed> remoteNeeds,
    List<ExpandedFrom> expandedFrom) {

  /** How many jobs there are, in all states, finalizers and barriers included. */
  public int jobCount() {
    return jobs.size();
  }

  /** The job at an index. */
  public JobSpec job(int index) {
    return jobs.get(index);
  }

  /** The direct dependencies of the job at an index. */
  public Edges dependencies(int job) {
    return dependencies.of(job);
  }

  /** How many dependencies there are: the direct ones and the members of joins. */
  public long dependencyCount() {
    return dependencies.count() + joins.stream().mapToLong(join -> join.members().size()).sum();
  }

  /** The index of the job with a key, or −1. Looks at every job: not for loops. */
  public int indexOf(String key) {
    return IntStream.range(0, jobs.size())
        .filter(i -> jobs.get(i).key().equals(key))
        .findFirst()
        .orElse(-1);
  }
}
