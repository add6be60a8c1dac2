alter table messages
  -- Sequence of the newest event about the message: tells which of two copies is newer.
  add column version bigint,
  -- What it answers: a message of the same chat.
  add column reply_to bigint,
  add column has_reactions boolean not null default false,
  -- Whom the text names now, as it names them: [{"id", "name"}], or null.
  add column mentions jsonb,
  add column mentions_all boolean not null default false,
  -- Whom the post named: "all", or ids. No edit or deletion changes it, so counts of mentions go by sequences alone.
  add column mentioned jsonb,
  add foreign key (chat_id, reply_to) references messages (chat_id, id) on delete set null (reply_to);
update messages set version = newest.sequence
from (select message_id, max(sequence) as sequence from events where message_id is not null group by message_id) as newest
where newest.message_id = messages.id;
alter table messages alter column version set not null;
-- A deleted chat takes everything with it; each message asks for its answers on the way.
create index answers_of_message on messages (chat_id, reply_to) where reply_to is not null;
create index mentions_of_chat on messages (chat_id, sequence) where mentioned is not null;

create table reactions (
  message_id bigint not null references messages on delete cascade,
  emoji text not null,
  user_id bigint not null references users,
  -- Of the event that brought it.
  sequence bigint not null,
  -- The same of the first one with this emoji: it keeps its place until the last one is taken back.
  since bigint not null,
  primary key (message_id, emoji, user_id)
);

-- From where the member wants to read once more; null when there is no such place.
alter table members add column unread_from bigint check (unread_from > 0);

alter table events
  add column emoji text,
  drop constraint events_kind_check,
  drop constraint events_check,
  drop constraint events_check1,
  add constraint events_kind_check check (kind in (
    'message_posted', 'message_edited', 'message_deleted', 'reaction_added', 'reaction_removed',
    'member_joined', 'member_updated', 'member_left', 'chat_updated'
  )),
  add constraint events_of_message check (
    (kind in ('message_posted', 'message_edited', 'message_deleted', 'reaction_added', 'reaction_removed')) = (message_id is not null)
  ),
  add constraint events_of_user check (
    (kind in ('reaction_added', 'reaction_removed', 'member_joined', 'member_updated', 'member_left')) = (user_id is not null)
  ),
  add constraint events_of_emoji check ((kind in ('reaction_added', 'reaction_removed')) = (emoji is not null));
