-- Samples: further runs of a job's definition. They are the jobs of a graph of their own, so that
-- nothing about the job or its graph changes.

-- Whose samples a graph's jobs are; null for all that people submit.
alter table graph add column sample_of bigint;

-- inputs: the files that each of them gets, as JSON, fixed when they were asked for.
create table sample (
  graph bigint not null,
  of_graph bigint not null,
  of_job int not null,
  of_attempt int not null,
  until_failure boolean not null,
  reason text,
  digest text collate "C" not null,
  inputs text not null,
  primary key (graph)
) partition by range (graph);
create index sample_by_job on sample (of_graph, of_job);

-- What an attempt runs that is not what its job runs: the environment or script was changed for it
-- alone. Without it, attempt_pin says what an attempt ran that an edit overtook.
alter table attempt_pin add column changed boolean not null default false;

-- For the months that have partitions already.
select create_graph_partitions(
    coalesce((select min(id) from graph), next_graph_id()),
    greatest((select max(id) from graph), next_graph_id()));
