-- Refuses every change of a job's state that croft.core.job.JobTransition does not list; the list is
-- filled in from that enum. A row trigger with a WHEN clause costs nothing that could be measured; a
-- statement trigger with transition tables cost seven times the update.
create or replace function refuse_transition() returns trigger language plpgsql
  as $$
    begin
      raise exception 'job % of graph % may not go from % to %', old.job, old.graph, old.state, new.state
        using errcode = 'raise_exception';
    end
  $$;

create or replace trigger job_guard before update of state on job
  for each row when (old.state <> new.state and not (case old.state ${legal_transitions} else false end))
  execute function refuse_transition();
