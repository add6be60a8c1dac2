alter table chats
  -- How many days messages are kept; null: as long as the server keeps them.
  add column retention_days int check (retention_days > 0),
  -- What stood before this place of the log was deleted, at the last time after so many days. Rows may take a while to follow.
  add column kept_from bigint not null default 0 check (kept_from >= 0),
  add column kept_days int check (kept_days > 0),
  -- When the chat is deleted: at a time, or so many days after the newest message.
  add column ends_at timestamptz,
  add column ends_after_days int check (ends_after_days > 0),
  -- When the owner chose these days, or when the newest message was posted of those that were deleted since.
  add column idle_since timestamptz,
  add check (ends_after_days is null or idle_since is not null);
create index chats_by_end on chats (ends_at) where ends_at is not null;
create index chats_that_end on chats (id) where ends_after_days is not null;

alter table events
  drop constraint events_kind_check,
  -- Something about a message that was deleted with its row: its place stays.
  add constraint events_kind_check check (kind in (
    'message_posted', 'message_edited', 'message_deleted', 'reaction_added', 'reaction_removed',
    'member_joined', 'member_updated', 'member_left', 'chat_updated', 'hidden'
  ));
