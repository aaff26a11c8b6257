-- The farm's tables. Words as in ARCHITECTURE.md; text keys sort by byte (collate "C").
-- Tables by graph are partitioned by ranges of graph ids, and graph ids grow with time, so that
-- dropping a partition is how history ends.

-- All times are the database's. Tests replace this function to set the clock.
create function farm_clock() returns timestamptz language sql volatile
  as $$ select clock_timestamp() $$;

create type job_state as enum
  ('inactive', 'blocked', 'ready', 'held', 'skipped', 'running', 'succeeded', 'failed', 'cancelled');
create type graph_state as enum ('draft', 'running', 'succeeded', 'failed', 'cancelled');
create type attempt_outcome as enum
  ('succeeded', 'failed', 'timedOut', 'lost', 'workerStopped', 'refused', 'cancelled', 'reused');

-- Rule W (croft.core.graph.RuleW): bits 1 = join, 8 = breakpoint, 32 = hold.
create function rule_w(need int, open int, flags int) returns job_state language sql immutable
  as $$
    select case
      when need <= 0 and flags & 1 <> 0 then 'succeeded'::job_state
      when need <= 0 and flags & 40 <> 0 then 'held'::job_state
      when need <= 0 then 'ready'::job_state
      when open < need then 'skipped'::job_state
      else 'blocked'::job_state
    end
  $$;

create table project (
  id int generated always as identity primary key,
  name text collate "C" not null unique,
  created_at timestamptz not null default farm_clock()
);
insert into project (name) values ('default');

create table token (
  id int generated always as identity primary key,
  name text collate "C" not null unique,
  digest bytea not null unique,
  created_at timestamptz not null default farm_clock(),
  revoked_at timestamptz
);

-- ------------------------------------------------------------------------------- graphs

-- A graph id is the seconds since 2026-01-01 shifted by 20 bits, plus the next number of this
-- sequence: unique, growing with time, and exact as a JSON number (53 bits) until the year 2298.
create sequence graph_number as bigint minvalue 0 maxvalue 1048575 cycle;
create function next_graph_id() returns bigint language sql volatile
  as $$
    select (extract(epoch from farm_clock())::bigint - 1767225600) * 1048576
      + nextval('graph_number')
  $$;

create table graph (
  id bigint primary key,
  project int not null references project,
  name text collate "C" not null,
  description text not null default '',
  state graph_state not null,
  paused boolean not null default false,
  priority int not null default 0,
  revision int not null default 1,
  -- Grows with every change of edges, definitions, priorities or the pause: what servers cache of a
  -- graph is valid for one version.
  version int not null default 1,
  endings int not null default 0,
  jobs int not null,
  dependencies int not null,
  author text not null,
  subject jsonb,
  parameters jsonb not null default '{}',
  tags text[] not null default '{}',
  created_at timestamptz not null default farm_clock(),
  started_at timestamptz,
  ended_at timestamptz,
  deadline_at timestamptz
);
create index graph_by_project on graph (project, id desc);
create index graph_running on graph (id) where state = 'running';

-- What a person or a program sent, as it came.
create table graph_source (
  graph bigint primary key references graph on delete cascade,
  media text not null,
  body text not null
);

-- One row per graph that every commit to it updates: the event number and the counts.
-- unfinished and ended leave finalizers out; failures leaves allowed and waived ones out.
create table graph_progress (
  graph bigint primary key references graph on delete cascade,
  seq bigint not null default 0,
  inactive int not null default 0,
  blocked int not null default 0,
  ready int not null default 0,
  held int not null default 0,
  skipped int not null default 0,
  running int not null default 0,
  succeeded int not null default 0,
  failed int not null default 0,
  cancelled int not null default 0,
  unfinished int not null default 0,
  ended int not null default 0,
  failures int not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- What workers must have; few different ones exist, and a job's row names one by number.
create table requirement_class (
  id int generated always as identity primary key,
  pool text collate "C" not null,
  labels text[] not null,
  cpus int not null,
  memory_bytes bigint not null,
  gpus int not null,
  unique (pool, labels, cpus, memory_bytes, gpus)
);

-- The hot row of a job. Its primary key is its only index: any other that names a column which
-- changes would end heap-only updates (measured: 15 us a job become 19 to 66).
-- Columns from wide to narrow, so that no padding is stored.
create table job (
  graph bigint not null,
  session bigint,
  claimed_at timestamptz,
  ready_at timestamptz,
  nonce uuid,
  job int not null,
  need int not null,
  open int not null,
  attempt int not null default 0,
  requirement_class int not null,
  flags int not null,
  state job_state not null,
  tries smallint not null default 0,
  losses smallint not null default 0,
  primary key (graph, job)
) partition by range (graph);

-- What does not change while a job runs. Joins have no row here.
create table job_detail (
  graph bigint not null,
  job int not null,
  definition int not null,
  priority int not null,
  estimate_ms bigint,
  key text collate "C" not null,
  face jsonb,
  tags text[],
  description text,
  primary key (graph, job),
  unique (graph, key)
) partition by range (graph);

-- body is what the worker gets, unread; the other columns are what the farm itself decides by.
create table definition (
  graph bigint not null,
  timeout_ms bigint not null,
  backoff_ms bigint not null,
  backoff_max_ms bigint not null,
  definition int not null,
  requirement_class int not null,
  retry_attempts int not null,
  has_outputs boolean not null,
  retry_on text[] not null,
  digest text collate "C" not null,
  body text not null,
  primary key (graph, definition)
) partition by range (graph);

-- The edges from up to 1,000 jobs that follow each other: how many each job requires (a join's k, or
-- -1 for all of its own), how many lead from it, where they lead, and the code of each edge's rule
-- (croft.core.graph.EdgeRule).
create table edge_block (
  graph bigint not null,
  block int not null,
  required int[] not null,
  degrees int[] not null,
  targets int[] not null,
  rules bytea not null,
  primary key (graph, block)
) partition by range (graph);

-- ------------------------------------------------------------------------------- attempts

-- Written when an attempt ends; while it runs the hot row has all there is.
create table attempt (
  graph bigint not null,
  session bigint,
  claimed_at timestamptz,
  ended_at timestamptz not null,
  nonce uuid,
  -- Of the report that ended it, so that the same report gets the same answer and another a 409.
  report_hash bigint not null,
  job int not null,
  attempt int not null,
  definition int not null,
  revision int not null,
  exit_code int,
  outcome attempt_outcome not null,
  reason text,
  -- Resource use and test counts, as the worker reported them.
  report jsonb,
  primary key (graph, job, attempt)
) partition by range (graph);

-- Which attempt of a job another attempt saw, written when that job is run again while the other
-- one has started; without a row here it is the job's present attempt.
create table attempt_input (
  graph bigint not null,
  job int not null,
  attempt int not null,
  source_job int not null,
  source_attempt int not null,
  primary key (graph, job, attempt, source_job)
) partition by range (graph);

create table artifact (
  graph bigint not null,
  size bigint not null,
  created_at timestamptz not null default farm_clock(),
  job int not null,
  attempt int not null,
  name text collate "C" not null,
  kind text collate "C" not null,
  sha256 bytea not null,
  primary key (graph, job, attempt, name)
) partition by range (graph);

-- ------------------------------------------------------------------------------- events

-- One row for each (graph, commit): the numbers of a graph have no gaps. xid gives an order over
-- the whole farm (rows below pg_snapshot_xmin are complete). states has one byte a job: the code of
-- croft.core.job.JobState.
create table event (
  graph bigint not null,
  seq bigint not null,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text collate "C",
  jobs int[],
  attempts int[],
  states bytea,
  data jsonb,
  primary key (graph, seq)
) partition by range (graph);

-- ------------------------------------------------------------------------------- workers

create table worker_session (
  id bigint generated always as identity primary key,
  worker text collate "C" not null,
  pool text collate "C" not null,
  labels text[] not null,
  slots int not null,
  cpus int not null,
  memory_bytes bigint not null,
  gpus int not null,
  isolation text not null,
  version text not null,
  registered_at timestamptz not null,
  heartbeat_at timestamptz not null,
  expires_at timestamptz not null,
  -- Set when the session is over; swept_at when all its attempts have been ended after that.
  ended_at timestamptz,
  swept_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
create index worker_session_unswept on worker_session (id) where swept_at is null;
create index worker_session_by_worker on worker_session (worker) where ended_at is null;

-- In which graphs a session ever claimed something: where to look when it is over.
create table session_graph (
  session bigint not null,
  graph bigint not null,
  primary key (session, graph)
);

-- ------------------------------------------------------------------------------- the rest

-- job is -1 for the graph itself.
create table deadline (
  graph bigint not null,
  job int not null,
  at timestamptz not null,
  primary key (graph, job)
);
create index deadline_by_time on deadline (at);

create table idempotency (
  project int not null,
  key text collate "C" not null,
  digest bytea not null,
  graph bigint not null,
  created_at timestamptz not null default farm_clock(),
  primary key (project, key)
);
create index idempotency_by_time on idempotency (created_at);

-- ------------------------------------------------------------------------------- partitions

-- Sees to it that every graph id from low to high has its month's partitions. Safe to run again.
create function create_graph_partitions(low bigint, high bigint) returns void language plpgsql
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
            'attempt_input', 'artifact', 'event'] loop
          execute format('create table if not exists %I partition of %I for values from (%s) to (%s)%s',
            parent || to_char(month at time zone 'UTC', '_YYYY_MM'), parent, first, behind,
            case parent when 'job'
              then ' with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05)' else '' end);
        end loop;
        month := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
      end loop;
    end
  $$;

-- After a restore: whoever claimed something before must not be able to report it.
create function fence_all_claims() returns void language sql
  as $$
    update worker_session set ended_at = farm_clock() where ended_at is null;
    update job set nonce = gen_random_uuid() where state = 'running';
  $$;
