-- How many messages of before they came new members see; null: all.
alter table chats
  add column history_for_new int check (history_for_new between 0 and 1000),
  add check (pair is null or history_for_new is null);

-- What stands before this place of the log isn't shown to the member. It stays as it was when the member came.
alter table members add column visible_from bigint not null default 0 check (visible_from >= 0);
