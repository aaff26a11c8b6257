package croft.store.query;

import croft.store.decide.DecisionRow;
import croft.store.decide.Groups;
import croft.store.decide.Latches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads decisions, latches and groups. */
public final class DecisionQueries {
  private final Query query;

  public DecisionQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * A decision with what a list shows of its job.
   *
   * @param graphAuthor who submitted the graph
   * @param since what happened after the job's decision before this one, as sentences
   */
  public record Listed(
      DecisionRow row, String key, String graphName, String graphAuthor, List<String> since) {
    public Listed {
      since = List.copyOf(since);
    }
  }

  /**
   * Which decisions a list has: breakpoints that people decide.
   *
   * @param open only those that are not decided
   * @param approvers only those for one of these, or for anybody; null for all
   * @param caller whose own graphs are left out where authors may not decide; null to leave none
   */
  public record Filter(boolean open, @Nullable List<String> approvers, @Nullable String caller) {}

  /** Where a page begins: behind this decision. */
  public record After(long graph, int job, int opening) {
    public static final After START =
        new After(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private static final String LIST =
      "select "
          + DecisionRow.COLUMNS
          + """
            , t.key, g.name as graph_name, g.author as graph_author
          from decision d
          join graph g on g.id = d.graph
          join job_detail t on t.graph = d.graph and t.job = d.job
          """;

  private static final String PAGE =
      LIST
          + """
          where d.project = ? and (d.graph, d.job, d.opening) < (?, ?, ?)
            and d.kind = 'breakpoint' and d.latch is null
            and (not ? or d.decided_at is null)
            and (?::text[] is null or d.approvers = '{}' or d.approvers && ?)
            and (?::text is null or not (d.not_author and g.author = ?))
          order by d.graph desc, d.job desc, d.opening desc
          limit ?
          """;

  /** A page of a project's decisions, the newest graph first. */
  public List<Listed> page(int project, Filter filter, After after, int limit) {
    List<Listed> page =
        query.list(
            PAGE,
            (connection, statement) -> {
              List<String> names = filter.approvers();
              var approvers = names == null ? null : Query.texts(connection, names);
              statement.setInt(1, project);
              statement.setLong(2, after.graph());
              statement.setInt(3, after.job());
              statement.setInt(4, after.opening());
              statement.setBoolean(5, filter.open());
              statement.setArray(6, approvers);
              statement.setArray(7, approvers);
              statement.setString(8, filter.caller());
              statement.setString(9, filter.caller());
              statement.setInt(10, limit);
            },
            row ->
                new Listed(
                    DecisionRow.read(row),
                    row.getString("key"),
                    row.getString("graph_name"),
                    row.getString("graph_author"),
                    List.of()));
    return page.stream().map(this::withSince).toList();
  }

  private static final String OF_JOB =
      LIST + "where d.graph = ? and d.job = ? order by d.opening desc limit ?";

  /** A job's newest decisions, the oldest of them first. */
  public List<Listed> ofJob(long graph, int job, int max) {
    List<Listed> newest =
        query.list(
            OF_JOB,
            (_, statement) -> {
              statement.setLong(1, graph);
              statement.setInt(2, job);
              statement.setInt(3, max);
            },
            row ->
                new Listed(
                    DecisionRow.read(row),
                    row.getString("key"),
                    row.getString("graph_name"),
                    row.getString("graph_author"),
                    List.of()));
    return newest.reversed().stream().map(this::withSince).toList();
  }

  /** Changes that are named; there may be more. */
  private static final int SINCE_MAX = 20;

  // What the last approval had seen, against what there is to see now.
  private static final String SINCE =
      """
      with before as (
        select revision, seen from decision
        where graph = ? and job = ? and opening < ? and verdict in ('approved', 'continued')
        order by opening desc limit 1)
      select 1 as part, r.revision::text || ' by ' || r.author || coalesce(': ' || r.reason, '')
        as text
      from graph_revision r, before b
      where r.graph = ? and r.revision > b.revision
      union all
      select 2, n.key || ' (attempt ' || n.value || ')'
      from before b, jsonb_each_text(?::jsonb) n
      where b.seen ->> n.key is distinct from n.value
      order by part, text
      limit ?
      """;

  private Listed withSince(Listed listed) {
    DecisionRow row = listed.row;
    if (row.opening() == 1 || row.decidedAt() != null) {
      return listed;
    }
    List<String> since =
        query.list(
            SINCE,
            (_, statement) -> {
              statement.setLong(1, row.graph());
              statement.setInt(2, row.job());
              statement.setInt(3, row.opening());
              statement.setLong(4, row.graph());
              statement.setString(5, row.seenJson());
              statement.setInt(6, SINCE_MAX);
            },
            found ->
                found.getInt(1) == 1
                    ? "revision " + found.getString(2)
                    : found.getString(2) + " ran again");
    return new Listed(row, listed.key, listed.graphName, listed.graphAuthor, since);
  }

  /** A latch of a project; null if it was never set. */
  public Latches.@Nullable Latch latch(int project, String name) {
    return query
        .with(connection -> Optional.ofNullable(Latches.read(connection, project, name)))
        .orElse(null);
  }

  /** All latches of a project that were ever set, by name. */
  public List<Latches.Latch> latches(int project) {
    return query.with(connection -> Latches.all(connection, project));
  }

  /** All groups of a project with their members, by name. */
  public SortedMap<String, List<String>> groups(int project) {
    return query.with(connection -> Groups.all(connection, project));
  }

  /** As what someone may be an approver: their name, and the groups that they are in. */
  public List<String> roles(int project, String caller) {
    List<String> roles = new ArrayList<>(List.of("user:" + caller, "token:" + caller));
    query
        .with(connection -> Groups.of(connection, project, caller))
        .forEach(group -> roles.add("group:" + group));
    return roles;
  }
}
