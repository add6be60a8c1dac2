alter table chats
  add column topic text check (topic <> ''),
  add column emoji text check (emoji <> ''),
  -- What lets people in while `link_enabled`: at first the address itself.
  add column link_code text unique check (link_code ~ '^[A-Za-z0-9_-]{22}$'),
  -- The two of a chat between two, the smaller id first: there is one such chat at most. Null: a group.
  add column pair text unique check (pair ~ '^\d+:\d+$'),
  add check (pair is null or not link_enabled);
update chats set link_code = uri;
alter table chats alter column link_code set not null;

alter table members
  drop constraint members_role_check,
  add check (role in ('owner', 'moderator', 'member')),
  add column pinned boolean not null default false,
  add column level text not null default 'all' check (level in ('all', 'mentions', 'nothing')),
  -- Put away at this place of the log; a newer message brings the chat back.
  add column archived_sequence bigint check (archived_sequence >= 0);

-- A deleted chat takes everything with it. Each message asks for its events on the way, so these need an index.
create index events_of_message on events (chat_id, message_id) where message_id is not null;
alter table members
  drop constraint members_chat_id_fkey,
  add foreign key (chat_id) references chats on delete cascade;
alter table messages
  drop constraint messages_chat_id_fkey,
  add foreign key (chat_id) references chats on delete cascade;
alter table message_versions
  drop constraint message_versions_message_id_fkey,
  add foreign key (message_id) references messages on delete cascade;
alter table events
  drop constraint events_chat_id_fkey,
  drop constraint events_chat_id_message_id_fkey,
  add foreign key (chat_id) references chats on delete cascade,
  add foreign key (chat_id, message_id) references messages (chat_id, id) on delete cascade;
