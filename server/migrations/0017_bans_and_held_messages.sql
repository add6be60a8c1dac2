-- Who can't come into a chat by any door.
create table bans (
  chat_id bigint not null references chats on delete cascade,
  user_id bigint not null references users,
  created_at timestamptz not null default now(),
  primary key (chat_id, user_id)
);

alter table chats
  -- What newcomers post waits for a moderator until one of it was let through.
  add column hold_newcomers boolean not null default false;
-- Whoever is there before that is set needs nobody's leave.
alter table members add column trusted boolean not null default true;

-- In no log: nobody but owner and moderators sees them.
create table held_messages (
  id bigint primary key generated always as identity,
  chat_id bigint not null references chats on delete cascade,
  author_id bigint not null references users,
  -- Made by the client; null for clients that make none.
  client_id uuid,
  text text not null,
  reply_to bigint,
  created_at timestamptz not null default clock_timestamp(),
  -- It stays without its text, so that its author hears of it who posts it again.
  refused_at timestamptz,
  unique (author_id, client_id),
  check ((refused_at is null) = (text <> ''))
);
create index held_messages_of_chat on held_messages (chat_id, author_id);
