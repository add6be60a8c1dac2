-- What is true for this database as a whole. One row.
create table installation (
  only_row boolean primary key default true check (only_row),
  -- Changes when a backup is restored: clients then forget what they hold.
  epoch uuid not null,
  -- Signs access tokens. All processes of a cluster share it.
  token_secret bytea not null check (length(token_secret) >= 32),
  created_at timestamptz not null default now()
);

create table users (
  id bigint primary key generated always as identity,
  kind text not null check (kind in ('account', 'guest')),
  username text not null check (username <> ''),
  -- The user name in NFKC and small letters. The program folds it: lower() depends on the database's locale.
  username_key text not null unique,
  name text not null check (name <> ''),
  email text not null default '',
  password_hash text,
  created_at timestamptz not null default now(),
  -- A guest has no password and a user name that no account can take.
  check ((kind = 'guest') = (password_hash is null)),
  check ((kind = 'guest') = (username like 'guest:%'))
);

create table sessions (
  id uuid primary key,
  user_id bigint not null references users,
  -- SHA-256 of the secret in the cookie.
  secret_hash bytea not null unique,
  user_agent text not null default '',
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_of_user on sessions (user_id);
