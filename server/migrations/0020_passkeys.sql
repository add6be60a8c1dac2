-- Keys that a device or a password manager holds (WebAuthn), each a way in by itself.
create table passkeys (
  id bigint generated always as identity primary key,
  user_id bigint not null references users,
  -- As base64url, chosen by the device.
  credential_id text not null unique,
  -- COSE, as the device gave it.
  public_key bytea not null,
  -- Of devices that count: those that share a key among each other leave it at 0.
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_by_user on passkeys (user_id);

-- A browser keeps the question that it was asked, sealed. Those that were answered within the last minutes: none is good twice.
create table used_challenges (
  challenge text primary key,
  used_at timestamptz not null default now()
);
create index used_challenges_by_time on used_challenges (used_at);
