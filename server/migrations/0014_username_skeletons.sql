alter table users
  -- The user name with letters that look alike made one. Accounts from before get it at the next start, unless an older one has it.
  add column username_skeleton text unique,
  add check (username_skeleton is null or kind = 'account');
