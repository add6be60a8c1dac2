-- Until when somebody counts as sitting before a page of this session, unless they say earlier that they go.
alter table sessions add column here_until timestamptz;
