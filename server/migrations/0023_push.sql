-- Signs what goes to the push services of browsers: the private key, a number of the curve P-256. The first process that starts makes it.
alter table installation add column push_key bytea check (length(push_key) = 32);

-- A browser is told of messages by at most one sign-in, and each sign-in tells one browser.
create unique index one_push_of_session on targets (session_id) where channel = 'push';
create unique index one_push_of_browser on targets ((address ->> 'endpoint')) where channel = 'push';
