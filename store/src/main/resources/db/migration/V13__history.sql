-- The graphs of a series (of a template, or else of a name), the newest first: a job's history.
create index graph_by_series on graph (project, (coalesce(template, name)), id desc)
  where sample_of is null;
