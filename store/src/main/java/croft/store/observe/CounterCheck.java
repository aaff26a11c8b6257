package croft.store.observe;

import croft.core.graph.EdgeRule;
import croft.core.job.JobFlags;
import croft.store.graph.EdgeBlocks;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a database keeps counted with what it is counted from: {@code need} and {@code
 * open} of every job with its edges, its state with rule W, and the counts of every graph with its
 * jobs. One statement each, so each sees one moment, also while the farm runs. It reads every edge:
 * some seconds a million.
 */
public final class CounterCheck {
  /** Faults that are listed; the others are counted. */
  public static final int LISTED_MAX = 100;

  private CounterCheck() {}

  /**
   * A row that says something else than the rows it is counted from.
   *
   * @param job the job's key, or {@code #} and a number for a join; null for the graph's counts
   * @param stored what the row says
   * @param counted what it should say
   */
  public record Fault(long graph, @Nullable String job, String stored, String counted) {}

  /**
   * What a check found.
   *
   * @param faults of the faulty jobs and graphs the first {@link #LISTED_MAX}
   */
  public record Result(long graphs, long jobs, long faulty, List<Fault> faults) {}

  // An edge's rule is kind << 4 | condition (croft.core.graph.EdgeRule); value: 1 satisfied, 0
  // open,
  // -1 broken. A block's arrays are unrolled side by side: the n-th target is the n-th edge's,
  // whose
  // source is found by repeating each job's number as often as edges lead from it.
  private static final String JOBS =
      """
      with edge as (
        select b.graph, e.source, e.target, get_byte(e.rule, 0) as rule
        from edge_block b
          cross join lateral unnest(
            b.targets,
            array(select b.block * %1$d + d.at::int - 1
              from unnest(b.degrees) with ordinality d (degree, at)
                cross join generate_series(1, d.degree)
              order by d.at),
            array(select substring(b.rules from n for 1)
              from generate_series(1, length(b.rules)) n order by n))
            e (target, source, rule)
      ), value as (
        select e.graph, e.target,
          case
            when j.state = 'inactive' then case when e.rule >> 4 = %2$d then -1 else 1 end
            when j.state in ('blocked', 'ready', 'held', 'running') then 0
            when e.rule >> 4 = %3$d then 1
            when e.rule & case
              when j.state = 'succeeded' or j.state = 'failed' and j.flags & %4$d <> 0 then 1
              when j.state = 'failed' then 2
              when j.state = 'cancelled' then 4
              else 8 end <> 0 then 1
            else -1
          end as value
        from edge e join job j on j.graph = e.graph and j.job = e.source
      ), settled as (
        select graph, target, count(*) as edges, count(*) filter (where value = 1) as satisfied,
          count(*) filter (where value = 0) as open
        from value group by graph, target
      ), required as (
        select b.graph, b.block * %1$d + r.at::int - 1 as job, r.required
        from edge_block b cross join lateral unnest(b.required) with ordinality r (required, at)
      ), counted as (
        select j.graph, j.job, j.state, j.flags, j.need, j.open,
          case when r.required >= 0 then r.required else coalesce(s.edges, 0) end
            - coalesce(s.satisfied, 0)
            - case when j.flags & %5$d <> 0 then 1 else 0 end
            + case when j.flags & %7$d <> 0 and (p.unfinished > 0 or p.ended = 0) then 1 else 0 end
            as need_counted,
          coalesce(s.open, 0)
            + case when j.flags & %6$d <> 0 then 1 else 0 end
            + case when j.flags & %7$d <> 0 and p.unfinished > 0 then 1 else 0 end
            as open_counted
        from job j
          join graph_progress p on p.graph = j.graph
          left join required r on r.graph = j.graph and r.job = j.job
          left join settled s on s.graph = j.graph and s.target = j.job
      ), judged as (
        select *,
          need <> need_counted or open <> open_counted
          or state in ('blocked', 'ready', 'held', 'skipped')
            and state <> case
              when need <= 0 and flags & %8$d <> 0 then 'skipped' else rule_w(need, open, flags) end
            as wrong
        from counted
      ), sums as (
        select count(distinct graph) as graphs, count(*) as jobs, count(*) filter (where wrong) as faulty
        from judged
      ), first as (
        select * from judged where wrong order by graph, job limit ?
      )
      select s.graphs, s.jobs, s.faulty, f.graph, coalesce(d.key, '#' || f.job),
        format('%%s, need %%s, open %%s', f.state, f.need, f.open),
        format('%%s, need %%s, open %%s',
          case
            when f.state not in ('blocked', 'ready', 'held', 'skipped') then f.state
            when f.need_counted <= 0 and f.flags & %8$d <> 0 then 'skipped'
            else rule_w(f.need_counted::int, f.open_counted::int, f.flags) end,
          f.need_counted, f.open_counted)
      from sums s
        left join first f on true
        left join job_detail d on d.graph = f.graph and d.job = f.job
      order by f.graph, f.job
      """
          .formatted(
              EdgeBlocks.JOBS,
              EdgeRule.NEEDS_SUCCESS.code() >> 4,
              EdgeRule.AFTER.code() >> 4,
              JobFlags.ALLOW_FAILURE | JobFlags.WAIVED,
              JobFlags.REMOTE_SATISFIED,
              JobFlags.REMOTE_OPEN,
              JobFlags.FINALIZER,
              JobFlags.SKIP_DECIDED);

  // Joins are counted nowhere (1). Finalizers (2) keep nobody waiting; an allowed (16) or waived
  // (512) failure is none of the graph's.
  private static final String GRAPHS =
      """
      with counted as (
        select p.graph,
          array[p.inactive, p.blocked, p.ready, p.held, p.skipped, p.running, p.succeeded, p.failed,
            p.cancelled, p.unfinished, p.ended, p.failures]::bigint[] as stored,
          array[
            count(*) filter (where j.state = 'inactive'),
            count(*) filter (where j.state = 'blocked'),
            count(*) filter (where j.state = 'ready'),
            count(*) filter (where j.state = 'held'),
            count(*) filter (where j.state = 'skipped'),
            count(*) filter (where j.state = 'running'),
            count(*) filter (where j.state = 'succeeded'),
            count(*) filter (where j.state = 'failed'),
            count(*) filter (where j.state = 'cancelled'),
            count(*) filter (where j.state in ('blocked', 'ready', 'held', 'running')
              and j.flags & %2$d = 0),
            count(*) filter (where j.state in ('succeeded', 'failed', 'cancelled')
              and j.flags & %2$d = 0),
            count(*) filter (where j.state = 'failed' and j.flags & %3$d = 0)] as counted
        from graph_progress p
          left join job j on j.graph = p.graph and j.flags & %1$d = 0
        group by p.graph
      )
      select graph, stored::text, counted::text, count(*) over ()
      from counted where stored <> counted order by graph limit ?
      """
          .formatted(JobFlags.JOIN, JobFlags.FINALIZER, JobFlags.ALLOW_FAILURE | JobFlags.WAIVED);

  /** Checks the whole database. Changes nothing. */
  public static Result run(Connection connection) throws SQLException {
    List<Fault> faults = new ArrayList<>();
    long graphs;
    long jobs;
    long faulty;
    try (Statement read = new Statement(connection, JOBS).with(LISTED_MAX);
        ResultSet row = read.query()) {
      row.next();
      graphs = row.getLong(1);
      jobs = row.getLong(2);
      faulty = row.getLong(3);
      if (faulty > 0) {
        do {
          faults.add(
              new Fault(row.getLong(4), row.getString(5), row.getString(6), row.getString(7)));
        } while (row.next());
      }
    }
    try (Statement read = new Statement(connection, GRAPHS).with(LISTED_MAX);
        ResultSet row = read.query()) {
      boolean first = true;
      while (row.next()) {
        if (first) {
          faulty += row.getLong(4);
          first = false;
        }
        if (faults.size() < LISTED_MAX) {
          faults.add(new Fault(row.getLong(1), null, row.getString(2), row.getString(3)));
        }
      }
    }
    return new Result(graphs, jobs, faulty, List.copyOf(faults));
  }
}
