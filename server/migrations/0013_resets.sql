-- Links by which somebody who has forgotten the password sets another one. Used ones are gone.
create table resets (
  -- SHA-256 of the link's secret.
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id bigint not null references users,
  without_second_step boolean not null,
  expires_at timestamptz not null
);
create index resets_of_user on resets (user_id);
