-- A worker may speak to another server than before.

-- The server that gives the session work: a number that each start of a server chooses anew. Another
-- one that the worker comes to takes it over. Null for a session that no server has taken yet, or
-- of an older server.
alter table worker_session add column served_by bigint;
