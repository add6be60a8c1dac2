-- Links of a chat besides its own address: each with a role, an end, a number of uses, a password.
create table links (
  id bigint primary key generated always as identity,
  chat_id bigint not null references chats on delete cascade,
  -- Readable, since moderators show it again: see docs/decisions/0035.
  code text not null unique check (code ~ '^[A-Za-z0-9_-]{22}$'),
  -- What moderators call it.
  name text check (name <> ''),
  role text not null check (role in ('member', 'reader')),
  expires_at timestamptz,
  max_uses integer check (max_uses > 0),
  -- Who came in, and who waits to be let in.
  uses integer not null default 0 check (uses >= 0),
  password_hash text,
  ask_first boolean not null,
  created_by bigint not null references users,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  unique (chat_id, id)
);

-- By which link somebody came; null: by the chat's own, or added by name.
alter table members
  add column link_id bigint,
  add foreign key (chat_id, link_id) references links (chat_id, id) on delete set null (link_id);
create index members_by_link on members (chat_id, link_id) where link_id is not null;

-- Who asked to come in by a link that wants it.
create table join_requests (
  link_id bigint not null,
  user_id bigint not null references users,
  chat_id bigint not null references chats on delete cascade,
  created_at timestamptz not null default now(),
  -- Kept, so that whoever was refused doesn't ask again at once.
  refused_at timestamptz,
  primary key (link_id, user_id),
  foreign key (chat_id, link_id) references links (chat_id, id) on delete cascade
);
create unique index one_join_request on join_requests (chat_id, user_id) where refused_at is null;
create index join_requests_by_link on join_requests (chat_id, link_id);
create index join_requests_of_user on join_requests (user_id);
