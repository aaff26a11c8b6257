package croft.store.query;

import static croft.store.query.Query.ints;

import croft.core.graph.EdgeRule;
import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads edges of single jobs, out of the blocks in which they are stored by the job that is waited
 * for. What waits is one block; what is waited for is looked for in all of them, in the database:
 * some milliseconds for 100,000 jobs.
 */
public final class EdgeQueries {
  /** Jobs whose edges a block holds. */
  private static final int BLOCK_JOBS = croft.store.graph.EdgeBlocks.JOBS;

  private static final String INCOMING =
      """
      select block, degrees, targets, rules from edge_block
      where graph = ? and targets && ?::int[]
      order by block
      """;

  private static final String OUTGOING =
      "select block, degrees, targets, rules from edge_block where graph = ? and block = ?";

  private static final String ALL =
      "select block, degrees, targets, rules from edge_block where graph = ? order by block";

  private static final String NODES =
      """
      select j.job, d.key, j.state::text as state, j.flags, j.need
      from job j left join job_detail d on d.graph = j.graph and d.job = j.job
      where j.graph = ? and j.job = any(?::int[])
      order by j.job
      """;

  private final Query query;

  public EdgeQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * An edge: {@code target} waits for {@code source}.
   *
   * @param rule what it asks for
   */
  public record Edge(int source, int target, EdgeRule rule) {}

  /**
   * One end of an edge.
   *
   * @param key null for a join
   * @param need as rule W counts it
   */
  public record Node(int job, @Nullable String key, JobState state, int flags, int need) {}

  private static final String REMOTES =
      """
      select r.job as node, r.other_graph, r.other_key, r.rule, coalesce(d.job, 0) as other,
        coalesce(j.state::text, 'cancelled') as state, coalesce(j.flags, 0) as flags
      from remote_need r
        left join job_detail d on d.graph = r.other_graph and d.key = r.other_key
        left join job j on j.graph = d.graph and j.job = d.job
      where r.graph = ? and r.job = any(?::int[])
      """;

  /**
   * A job of another graph that a join stands for.
   *
   * @param node the join
   * @param job its number in its graph; 0 if it is gone
   * @param state cancelled if it is gone
   * @param rule what is asked of it
   */
  public record Remote(
      int node, long graph, int job, String key, JobState state, int flags, EdgeRule rule) {}

  /** The jobs of other graphs that some joins stand for; other joins are left out. */
  public List<Remote> remotes(long graph, List<Integer> joins) {
    return joins.isEmpty()
        ? List.of()
        : query.list(
            REMOTES,
            (connection, statement) -> {
              statement.setLong(1, graph);
              statement.setArray(2, ints(connection, joins));
            },
            row ->
                new Remote(
                    row.getInt("node"),
                    row.getLong("other_graph"),
                    row.getInt("other"),
                    row.getString("other_key"),
                    JobState.of(row.getString("state")),
                    row.getInt("flags"),
                    EdgeRule.ofCode(row.getInt("rule"))));
  }

  /** The edges to what these jobs wait for. */
  public List<Edge> incoming(long graph, List<Integer> jobs) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    Set<Integer> wanted = new HashSet<>(jobs);
    List<Edge> edges = new ArrayList<>();
    query.list(
        INCOMING,
        (connection, statement) -> {
          statement.setLong(1, graph);
          statement.setArray(2, ints(connection, jobs));
        },
        row -> {
          int[] degrees = ints(row, "degrees");
          int[] targets = ints(row, "targets");
          byte[] rules = row.getBytes("rules");
          int edge = 0;
          for (int i = 0; i < degrees.length; i++) {
            for (int end = edge + degrees[i]; edge < end; edge++) {
              if (wanted.contains(targets[edge])) {
                edges.add(
                    new Edge(
                        row.getInt("block") * BLOCK_JOBS + i,
                        targets[edge],
                        EdgeRule.ofCode(rules[edge])));
              }
            }
          }
          return edge;
        });
    return edges;
  }

  /** All edges of a graph, by what is waited for. */
  public List<Edge> all(long graph) {
    List<Edge> edges = new ArrayList<>();
    query.list(
        ALL,
        (_, statement) -> statement.setLong(1, graph),
        row -> {
          int[] degrees = ints(row, "degrees");
          int[] targets = ints(row, "targets");
          byte[] rules = row.getBytes("rules");
          int first = row.getInt("block") * BLOCK_JOBS;
          int edge = 0;
          for (int i = 0; i < degrees.length; i++) {
            for (int end = edge + degrees[i]; edge < end; edge++) {
              edges.add(new Edge(first + i, targets[edge], EdgeRule.ofCode(rules[edge])));
            }
          }
          return edge;
        });
    return edges;
  }

  /** The edges from a job to what waits for it. */
  public List<Edge> outgoing(long graph, int job) {
    List<Edge> edges = new ArrayList<>();
    query.list(
        OUTGOING,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job / BLOCK_JOBS);
        },
        row -> {
          int[] degrees = ints(row, "degrees");
          int[] targets = ints(row, "targets");
          byte[] rules = row.getBytes("rules");
          int at = job % BLOCK_JOBS;
          int first = 0;
          for (int i = 0; i < at && i < degrees.length; i++) {
            first += degrees[i];
          }
          int count = at < degrees.length ? degrees[at] : 0;
          for (int edge = first; edge < first + count; edge++) {
            edges.add(new Edge(job, targets[edge], EdgeRule.ofCode(rules[edge])));
          }
          return count;
        });
    return edges;
  }

  /** Jobs and joins by number, ascending. */
  public List<Node> nodes(long graph, List<Integer> jobs) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    return query.list(
        NODES,
        (connection, statement) -> {
          statement.setLong(1, graph);
          statement.setArray(2, ints(connection, jobs));
        },
        row ->
            new Node(
                row.getInt("job"),
                row.getString("key"),
                JobState.of(row.getString("state")),
                row.getInt("flags"),
                row.getInt("need")));
  }
}
