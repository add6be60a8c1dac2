-- Whether a link that went to the address was opened: only then are notices mailed there.
alter table users add column email_confirmed boolean not null default false;

-- Mail, and channels of the installation's own: each person has one target of a channel that tells of all chats.
create unique index one_target_of_user on targets (user_id, channel) where chat_id is null and session_id is null;
