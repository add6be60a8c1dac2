alter table chats
  -- Seconds that an ordinary member waits between two messages.
  add column slow_mode integer not null default 0 check (slow_mode >= 0);
alter table members
  -- When the member posted last; known of chats in slow mode only, so that others don't pay for it.
  add column posted_at timestamptz,
  -- Until then the member reads only. The year 9999: until somebody says otherwise.
  add column muted_until timestamptz;
