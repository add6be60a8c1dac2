-- Small pictures of people and chats, as they are sent out. Whoever knows the id may see one: 128 random bits.
create table pictures (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{22}$'),
  bytes bytea not null check (length(bytes) between 1 and 262144),
  created_at timestamptz not null default now()
);

alter table users
  drop constraint users_kind_check,
  drop constraint users_check,
  -- What is left of an account that was deleted: nothing but the number that its messages refer to.
  add check (kind in ('account', 'guest', 'deleted')),
  add check ((kind = 'account') = (password_hash is not null)),
  add check ((kind = 'deleted') = (username like 'deleted:%')),
  -- Only what the person has chosen; the rest is as `settingsSchema` says.
  add column settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  add column picture_id text unique references pictures,
  -- Where the picture is found: what everybody gets.
  add column picture text generated always as ('/api/pictures/' || picture_id || '.webp') stored;

alter table chats
  add column picture_id text unique references pictures,
  add column picture text generated always as ('/api/pictures/' || picture_id || '.webp') stored;
