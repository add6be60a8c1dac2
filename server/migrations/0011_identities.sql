-- Who somebody is at an OpenID provider. The two together never change and are never given to anybody else; names and e-mail
-- addresses may, so no account is found by these.
create table identities (
  issuer text not null check (issuer <> ''),
  subject text not null check (subject <> ''),
  user_id bigint not null references users,
  created_at timestamptz not null default now(),
  primary key (issuer, subject),
  constraint one_identity_of_issuer unique (user_id, issuer)
);

-- An account may have another way in than a password; guests and deleted ones have none.
alter table users
  drop constraint users_check,
  add constraint users_password check (kind = 'account' or password_hash is null);
