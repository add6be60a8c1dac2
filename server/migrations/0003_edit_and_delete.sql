-- A message is changed in its place: others never move up. `edited_at` only ever grows, so that it tells versions apart.
alter table messages
  add column edited_at timestamptz,
  add column deleted_at timestamptz,
  drop constraint messages_text_check,
  -- A deleted text is gone; what stays is the place in the log.
  add check ((deleted_at is null) = (text <> ''));

-- What edited messages said before, for moderators. It goes when the message is deleted.
create table message_versions (
  message_id bigint not null references messages,
  text text not null check (text <> ''),
  written_at timestamptz not null,
  primary key (message_id, written_at)
);

alter table events
  drop constraint events_kind_check,
  drop constraint events_check,
  drop constraint events_check1,
  add check (kind in (
    'message_posted', 'message_edited', 'message_deleted',
    'member_joined', 'member_updated', 'member_left', 'chat_updated'
  )),
  add check ((kind in ('message_posted', 'message_edited', 'message_deleted')) = (message_id is not null)),
  add check ((kind in ('member_joined', 'member_updated', 'member_left')) = (user_id is not null));
