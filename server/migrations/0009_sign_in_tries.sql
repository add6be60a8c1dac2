-- Tries at passwords that failed, so that the next one can be made to wait. Not logged by PostgreSQL: a crash may forget them.
create unlogged table tries (
  -- SHA-256 of whose tries they are: an address, a user name whether it exists or not, a device, a person.
  subject bytea primary key check (length(subject) = 32),
  -- Ebbs away with time, hence not whole.
  failures real not null,
  last_at timestamptz not null default now(),
  next_at timestamptz not null default now()
);
create index tries_by_age on tries (last_at);

-- A browser in which somebody has signed in before. Strangers' tries don't slow it down.
create table devices (
  -- SHA-256 of the secret in its cookie.
  secret_hash bytea not null check (length(secret_hash) = 32),
  user_id bigint not null references users,
  used_at timestamptz not null default now(),
  primary key (secret_hash, user_id)
);
create index devices_of_user on devices (user_id);
