-- Dependencies on jobs of other graphs. job is a join of the graph that stands for what the other job
-- is worth by the rule of this code (croft.core.graph.EdgeRule); its flags say that (JobFlags.REMOTE).
create table remote_need (
  graph bigint not null,
  other_graph bigint not null,
  job int not null,
  rule int not null,
  other_key text collate "C" not null,
  primary key (graph, job)
) partition by range (graph);
create index remote_need_by_other on remote_need (other_graph);

-- For the months that have partitions already.
select create_graph_partitions(
    coalesce((select min(id) from graph), next_graph_id()),
    greatest((select max(id) from graph), next_graph_id()));
