-- Graphs that people change while they run: revisions, decisions of breakpoints, latches, templates.

-- Rule W (croft.core.graph.RuleW): bits 1 = join, 8 = breakpoint, 32 = hold, 2048 = decided to be
-- skipped.
create or replace function rule_w(need int, open int, flags int) returns job_state
  language sql immutable
  as $$
    select case
      when need <= 0 and flags & 1 <> 0 then 'succeeded'::job_state
      when need <= 0 and flags & 2048 <> 0 then 'skipped'::job_state
      when need <= 0 and flags & 40 <> 0 then 'held'::job_state
      when need <= 0 then 'ready'::job_state
      when open < need then 'skipped'::job_state
      else 'blocked'::job_state
    end
  $$;

-- revision: which one changed the job last. barrier: null for a plain job, else a JSON list of the
-- globs that it limits itself to; an empty list is all jobs.
alter table job_detail add column revision int not null default 1;
alter table job_detail add column barrier text;

-- What was done to a graph. The first revision has no row: it is what was submitted.
-- inverse: the operations that undo it, as JSON; null where there is no way back, and
-- irreversible says why.
create table graph_revision (
  graph bigint not null,
  at timestamptz not null,
  revision int not null,
  author text not null,
  reason text,
  irreversible text,
  operations jsonb not null,
  inverse jsonb,
  difference jsonb not null,
  primary key (graph, revision)
) partition by range (graph);

-- Jobs as they were until a revision, in the form of a graph file; null: it was not there. Not
-- jsonb: people's order of the members is kept.
create table job_history (
  graph bigint not null,
  until_revision int not null,
  key text collate "C" not null,
  job json,
  primary key (graph, key, until_revision)
) partition by range (graph);

-- What an attempt runs that was running while its graph was edited: its row, which is written when
-- it ends, has what is valid then.
create table attempt_pin (
  graph bigint not null,
  job int not null,
  attempt int not null,
  revision int not null,
  definition int not null,
  primary key (graph, job, attempt)
) partition by range (graph);

-- A breakpoint each time it asks, and what was decided. opening: how often it has asked.
-- digest: of what it decides about; a decision holds only for that.
create table decision (
  graph bigint not null,
  asked_at timestamptz not null,
  due_at timestamptz,
  decided_at timestamptz,
  job int not null,
  opening int not null,
  project int not null,
  verdict text collate "C",
  author text,
  comment text,
  digest text collate "C" not null,
  -- Of a token that works once, so that a program can decide.
  token_digest bytea,
  primary key (graph, job, opening)
) partition by range (graph);

create table latch (
  project int not null references project,
  name text collate "C" not null,
  open boolean not null,
  reason text,
  author text not null,
  changed_at timestamptz not null,
  primary key (project, name)
);

create table template (
  project int not null references project,
  name text collate "C" not null,
  version int not null,
  media text not null,
  body text not null,
  description text not null default '',
  author text not null,
  created_at timestamptz not null default farm_clock(),
  primary key (project, name, version)
);

-- A graph made from a template, and its number in the template's series.
alter table graph add column template text collate "C";
alter table graph add column template_version int;
create index graph_by_template on graph (project, template, id desc) where template is not null;

-- How long jobs took, and how they ended: by project, series key, pool.
create table job_statistic (
  project int not null,
  series text collate "C" not null,
  key text collate "C" not null,
  pool text collate "C" not null,
  ended int not null,
  failed int not null,
  -- The last durations in milliseconds, newest first, of attempts that succeeded.
  durations int[] not null,
  updated_at timestamptz not null,
  primary key (project, series, key, pool)
);

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
        foreach parent in array array['job', 'job_detail', 'definition', 'edge_block', 'attempt',
            'attempt_input', 'artifact', 'event', 'graph_revision', 'job_history', 'attempt_pin',
            'decision'] loop
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
