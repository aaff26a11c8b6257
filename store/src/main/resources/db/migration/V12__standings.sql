-- Workers that people keep from work.

-- A worker, by its name, that is given nothing: it is draining (for maintenance, say), or quarantined
-- (not trusted). One without a row here is active. Small, often empty: a claim looks into it.
create table worker_standing (
  worker text collate "C" primary key,
  standing text not null,
  reason text not null,
  author text not null,
  changed_at timestamptz not null
);

-- Who set which standing, and why: the newest of each worker.
create table worker_standing_change (
  id bigint generated always as identity primary key,
  worker text collate "C" not null,
  standing text not null,
  reason text not null,
  author text not null,
  changed_at timestamptz not null
);
create index worker_standing_change_by_worker on worker_standing_change (worker, id desc);
