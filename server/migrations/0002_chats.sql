create table chats (
  id bigint primary key generated always as identity,
  uri text not null unique check (uri ~ '^[A-Za-z0-9_-]{22}$'),
  name text check (name <> ''),
  link_enabled boolean not null default true,
  -- The newest place in the chat's log. Only whoever holds this row's lock gives the next one.
  sequence bigint not null default 0 check (sequence >= 0),
  created_at timestamptz not null default now()
);

-- Who is a member now. A row is access: whoever leaves has none.
create table members (
  chat_id bigint not null references chats,
  user_id bigint not null references users,
  role text not null check (role in ('owner', 'member')),
  joined_sequence bigint not null,
  read_sequence bigint not null default 0 check (read_sequence >= 0),
  joined_at timestamptz not null default now(),
  primary key (chat_id, user_id),
  unique (chat_id, joined_sequence)
);
create unique index one_owner on members (chat_id) where role = 'owner';
create index chats_of_user on members (user_id, joined_at);

create table messages (
  id bigint primary key generated always as identity,
  chat_id bigint not null,
  sequence bigint not null check (sequence > 0),
  author_id bigint not null,
  -- Made by the client; null for clients that make none.
  client_id uuid,
  text text not null check (text <> ''),
  created_at timestamptz not null default clock_timestamp(),
  unique (chat_id, sequence),
  unique (author_id, client_id),
  -- An event refers to its message through these two.
  unique (chat_id, id),
  foreign key (chat_id) references chats,
  -- Not to members: who left stays the author. That only members write is part of the writing statement.
  foreign key (author_id) references users
);

-- The log: whatever lasts, in the order of commits, without gaps. Entries refer; texts live in messages.
create table events (
  chat_id bigint not null references chats,
  sequence bigint not null check (sequence > 0),
  kind text not null check (kind in ('message_posted', 'member_joined', 'member_updated', 'member_left', 'chat_updated')),
  message_id bigint,
  user_id bigint,
  created_at timestamptz not null default clock_timestamp(),
  primary key (chat_id, sequence),
  foreign key (chat_id, message_id) references messages (chat_id, id),
  foreign key (user_id) references users,
  check ((kind = 'message_posted') = (message_id is not null)),
  check ((kind in ('member_joined', 'member_updated', 'member_left')) = (user_id is not null))
);
