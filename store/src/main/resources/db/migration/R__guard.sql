-- Refuses every change of a job's state that croft.core.job.JobTransition does not list; the list is
-- filled in from that enum. A row trigger with a WHEN clause; a statement trigger with transition
-- tables cost seven times the update. The list is in a function, not in the clause: PostgreSQL copies
-- and parses the clause for each statement, and the whole list (13 kB) took 40 us of an update of one
-- row that takes 60 us without; the call takes 1 us a row.
create or replace function legal_transition(before job_state, behind job_state) returns boolean
  language plpgsql immutable
  as $$
    begin
      return case before ${legal_transitions} else false end;
    end
  $$;

create or replace function refuse_transition() returns trigger language plpgsql
  as $$
    begin
      raise exception 'job % of graph % may not go from % to %', old.job, old.graph, old.state, new.state
        using errcode = 'raise_exception';
    end
  $$;

create or replace trigger job_guard before update of state on job
  for each row when (old.state <> new.state and not legal_transition(old.state, new.state))
  execute function refuse_transition();
