-- Where people are told of messages while they aren't there: a browser, a mailbox, an address of a webhook.
create table targets (
  id bigint generated always as identity primary key,
  channel text not null,
  user_id bigint not null references users on delete cascade,
  -- Null: of all chats of the user.
  chat_id bigint references chats on delete cascade,
  -- Where it goes with a sign-in: worth nothing once that has ended.
  session_id uuid references sessions on delete cascade,
  -- What the channel wants to know, secrets included.
  address jsonb not null,
  -- At most this much, whatever the level of a chat; `everything` is for programs that look after a chat: also what was read.
  level text not null default 'all' check (level in ('mentions', 'all', 'everything')),
  -- Null: at once.
  digest text check (digest in ('hour', 'day')),
  -- In a row.
  failures int not null default 0,
  off_at timestamptz,
  off_because text,
  created_at timestamptz not null default now()
);
create index targets_by_user on targets (user_id);
create index targets_by_chat on targets (chat_id) where chat_id is not null;
create index targets_by_session on targets (session_id) where session_id is not null;
-- Asked at each post: is there anybody at all?
create index targets_of_all_chats on targets (id) where chat_id is null and off_at is null;

-- How far a target has been told of a chat.
create table told (
  target_id bigint not null references targets on delete cascade,
  chat_id bigint not null references chats on delete cascade,
  -- Up to here it was told, or it didn't have to be.
  sequence bigint not null,
  -- Above it something waits to be told.
  pending boolean not null,
  -- Up to here it is being told: if it isn't known whether that has worked, the same is told once more, under the same name.
  claimed bigint,
  told_at timestamptz,
  primary key (target_id, chat_id)
);
create index told_by_chat on told (chat_id);
