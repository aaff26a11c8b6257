-- Drafts: graphs that are stored and edited before they start.

-- How long jobs may wait, from when the graph starts; null for no deadline. Of graphs and jobs that
-- were stored before this column, only the deadline itself is known.
alter table graph add column deadline_ms bigint;
alter table job_detail add column deadline_ms bigint;

-- What must be open when the graph starts; null for nothing.
alter table graph add column latch text collate "C";
