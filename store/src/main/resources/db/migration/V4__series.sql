-- What a use of a template must know without reading it again.
alter table template add column files text collate "C";
alter table template add column jobs int not null default 0;
alter table template add column parameters jsonb not null default '[]';

-- flaky: attempts that succeeded where the one before, of the same definition in the same graph,
-- had failed. The percentiles are those of the durations: kept so that a graph of many jobs can
-- read one number for each.
alter table job_statistic add column flaky int not null default 0;
alter table job_statistic add column p50_ms int;
alter table job_statistic add column p90_ms int;

-- The farm's commits in one order, for what follows all graphs at once: an entry for each commit to
-- a graph, not for each job.
create index event_by_xid on event (xid);

-- Up to which transaction the statistics have everything; one row, made when they are first brought
-- up to date. A restore leaves xid out, like all transaction numbers, and so puts in its own: what
-- it brought is counted already.
create table statistic_cursor (
  single boolean primary key default true check (single),
  xid xid8 not null default pg_current_xact_id()
);
