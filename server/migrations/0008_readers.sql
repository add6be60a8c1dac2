-- A reader is a member who may not write.
alter table members
  drop constraint members_role_check,
  add constraint members_role_check check (role in ('owner', 'moderator', 'member', 'reader'));
