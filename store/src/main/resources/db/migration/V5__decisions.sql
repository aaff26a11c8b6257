-- Jobs that the farm does itself: a decision's row is made each time one of them is held, whatever
-- its kind, so that it is known what it waits for and until when.

-- kind: breakpoint, notify, timer or graph. asked_seq: the number of the event with which it was
-- held. covers: digest of that part of the decision's digest that edits can change. seen: which
-- attempts of its direct dependencies there were. child: the graph that it started.
alter table decision add column child bigint;
alter table decision add column child_cancelled_at timestamptz;
alter table decision add column asked_seq bigint not null default 0;
alter table decision add column revision int not null default 1;
alter table decision add column not_author boolean not null default false;
alter table decision add column kind text collate "C" not null default 'breakpoint';
alter table decision add column covers text collate "C" not null default '';
alter table decision add column approvers text[] not null default '{}';
alter table decision add column on_timeout text collate "C";
alter table decision add column latch text collate "C";
alter table decision add column message text not null default '';
alter table decision add column seen json not null default '{}';
alter table decision add column token_author text;

create index decision_open on decision (graph) where decided_at is null;
create index decision_by_project on decision (project, graph desc, job desc, opening desc);
create index decision_by_child on decision (child) where child is not null;
create index decision_by_token on decision (token_digest) where token_digest is not null;

-- Who may decide together: members are the names of tokens' holders.
create table group_member (
  project int not null references project,
  name text collate "C" not null,
  member text collate "C" not null,
  author text not null,
  added_at timestamptz not null default farm_clock(),
  primary key (project, name, member)
);
