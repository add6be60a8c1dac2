-- Accounts that are being deleted: nobody can sign in, the name is gone everywhere, and chat after chat hears of it.
create table deletions (
  user_id bigint primary key references users,
  -- Whether what the person wrote goes as well.
  with_messages boolean not null,
  -- Chats up to this id have heard.
  done_chat bigint not null default 0,
  started_at timestamptz not null default now()
);
-- What somebody takes along.
create index reactions_of_user on reactions (user_id);
