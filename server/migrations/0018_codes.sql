-- Codes of an app (RFC 6238) that are asked for besides the password.
create table totp (
  user_id bigint primary key references users,
  -- Sealed by a key that is derived from the installation's secret.
  sealed_secret bytea not null,
  -- Without it they are still being set up, and nothing is asked.
  confirmed_at timestamptz,
  -- The half minute of the newest code that was used: none is good twice.
  last_step bigint not null default 0
);

-- Each is good once instead of a code. Used ones are gone.
create table recovery_codes (
  user_id bigint not null references users,
  -- SHA-256: a code has 80 random bits.
  code_hash bytea not null check (length(code_hash) = 32),
  primary key (user_id, code_hash)
);
