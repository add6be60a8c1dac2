-- For links to a new password, which go to addresses.
create index users_by_email on users (lower(email)) where email <> '';
