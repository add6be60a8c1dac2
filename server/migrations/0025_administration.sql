-- Who runs the server: one owner at most.
alter table users
  add column server_role text check (server_role in ('owner', 'administrator')),
  add constraint users_server_role check (server_role is null or kind = 'account'),
  -- From then on nobody signs in as this one; what was written stays.
  add column deactivated_at timestamptz;
create unique index one_owner_of_server on users (server_role) where server_role = 'owner';
create index users_with_server_role on users (id) where server_role is not null;

-- For finding accounts: the first two go by bytes, so that they serve for beginnings whatever the database's locale is.
create index users_by_start_of_username on users (username_key text_pattern_ops);
create index users_by_start_of_email on users (lower(email) text_pattern_ops) where email <> '';
create index users_by_words_of_name on users using gin (to_tsvector('simple', name));

-- SHA-256 of the secret by which somebody becomes the owner of a server without one. Each start renews it.
alter table installation add column owner_token_hash bytea check (length(owner_token_hash) = 32);

-- What owner and administrators set for the whole server. One row.
create table settings (
  only_row boolean primary key default true check (only_row),
  name text check (name <> ''),
  logo_id text references pictures,
  logo text generated always as ('/api/pictures/' || logo_id || '.webp') stored,
  sign_up text not null default 'open' check (sign_up in ('open', 'invitation', 'closed')),
  guests boolean not null default true,
  message_length integer not null default 2000 check (message_length between 1 and 2000),
  -- After so many days messages are deleted; null: never.
  retention_days integer check (retention_days > 0),
  terms text not null default ''
);
insert into settings default values;

-- Without a chat: what owner and administrators of the server did.
alter table audit alter column chat_id drop not null;
create index audit_of_server on audit (id) where chat_id is null;

-- How the processes of a cluster are, each by itself every few seconds. Not logged by PostgreSQL: a crash may forget it.
create unlogged table processes (
  id uuid primary key,
  state jsonb not null,
  seen_at timestamptz not null default now()
);
