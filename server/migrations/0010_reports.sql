-- What members told the moderators about a message. It goes when a moderator has dealt with it.
create table reports (
  id bigint primary key generated always as identity,
  chat_id bigint not null references chats on delete cascade,
  message_id bigint not null,
  reporter_id bigint not null references users,
  reason text not null check (reason in ('spam', 'insult', 'harm', 'other')),
  words text not null default '',
  -- The message as it was then: its author may have changed it since.
  text text not null check (text <> ''),
  created_at timestamptz not null default clock_timestamp(),
  unique (message_id, reporter_id),
  foreign key (chat_id, message_id) references messages (chat_id, id) on delete cascade
);
create index reports_of_chat on reports (chat_id, message_id);
