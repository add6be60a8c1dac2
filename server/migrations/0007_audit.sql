-- What owner and moderators did in a chat, for each other to see. Names are those of the moment.
create table audit (
  id bigint primary key generated always as identity,
  chat_id bigint not null references chats on delete cascade,
  at timestamptz not null default clock_timestamp(),
  actor_id bigint not null references users,
  actor_name text not null,
  action text not null check (action <> ''),
  -- To whom it was done, if to somebody.
  user_id bigint references users,
  user_name text,
  -- Never what somebody wrote: a deleted text is gone.
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  check ((user_id is null) = (user_name is null))
);
create index audit_of_chat on audit (chat_id, id);
-- Whoever deletes the account takes the name out of it.
create index audit_by_actor on audit (actor_id);
create index audit_about_user on audit (user_id) where user_id is not null;
