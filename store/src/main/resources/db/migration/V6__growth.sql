-- Graphs that grow: jobs that add jobs, and what waits for those that are yet to be added.

-- Whether a job with this definition adds jobs to its graph when it succeeds.
alter table definition add column expands boolean not null default false;

-- How many jobs the graph may have when its jobs have added others; null: as many as any graph.
alter table graph add column jobs_max int;

-- The number of the job whose file has this one now; null for all that people wrote, and for those
-- that a later file left out.
alter table job_detail add column maker int;

-- The wish to depend on jobs that another one adds: job waits for all jobs of maker that the glob
-- matches, by the rule of this code (croft.core.graph.EdgeRule).
create table growth (
  graph bigint not null,
  maker int not null,
  job int not null,
  rule int not null,
  glob text collate "C" not null,
  primary key (graph, maker, job, glob)
) partition by range (graph);

-- All tables that are partitioned by graph, as they are when it is called: a later migration that
-- adds one has nothing to repeat here.
create or replace function create_graph_partitions(low bigint, high bigint) returns void
  language plpgsql
  as $$
    declare
      month timestamptz :=
        date_trunc('month', to_timestamp((low >> 20) + 1767225600), 'UTC');
      parent text;
      first bigint;
      behind bigint;
    begin
      perform pg_advisory_xact_lock(-1);
      while month <= to_timestamp((high >> 20) + 1767225600) loop
        first := (extract(epoch from month)::bigint - 1767225600) << 20;
        behind := (extract(epoch from (month at time zone 'UTC' + interval '1 month')
          at time zone 'UTC')::bigint - 1767225600) << 20;
        for parent in
          select c.relname
          from pg_class c
            join pg_partitioned_table p on p.partrelid = c.oid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
          where c.relnamespace = current_schema()::regnamespace and not c.relispartition
            and p.partnatts = 1 and a.attname = 'graph'
          -- As of old: whoever reads and writes them takes their locks in about this order.
          order by array_position(array['job', 'job_detail', 'definition', 'edge_block', 'attempt',
            'attempt_input', 'artifact', 'event']::name[], c.relname), c.relname
        loop
          execute format('create table if not exists %I partition of %I for values from (%s) to (%s)%s',
            parent || to_char(month at time zone 'UTC', '_YYYY_MM'), parent, first, behind,
            case parent when 'job'
              then ' with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05)' else '' end);
        end loop;
        month := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
      end loop;
    end
  $$;

-- For the months that have partitions already.
select create_graph_partitions(
    coalesce((select min(id) from graph), next_graph_id()),
    greatest((select max(id) from graph), next_graph_id()));
