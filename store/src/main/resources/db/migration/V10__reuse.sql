-- Results of equal jobs are taken instead of running them again.

-- Whether jobs of the graph opt in: where to look for such that are ready.
alter table graph add column reuses boolean not null default false;
create index graph_reusing on graph (id) where reuses and state = 'running';

-- Whether the graph takes no results, whatever its jobs say; others may take its.
alter table graph add column no_reuse boolean not null default false;

-- What a job was to run when it became ready: where an equal job may find its result. A hint; what
-- an attempt ran and got is compared before its result is taken.
create table reuse_key (
  graph bigint not null,
  job int not null,
  project int not null,
  key bytea not null,
  primary key (graph, job)
) partition by range (graph);
create index reuse_key_by_key on reuse_key (project, key, graph desc);

-- For the months that have partitions already.
select create_graph_partitions(
    coalesce((select min(id) from graph), next_graph_id()),
    greatest((select max(id) from graph), next_graph_id()));
