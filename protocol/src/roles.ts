/** A chat has one owner, except a chat between two, where both are members. The higher ones stand first. */
export const roles = ['owner', 'moderator', 'member', 'reader'] as const;
export type Role = (typeof roles)[number];

export type Action =
  | 'post'
  | 'react'
  | 'change_chat'
  | 'change_link'
  | 'change_history'
  | 'change_lifetime'
  | 'add_members'
  | 'remove_members'
  | 'delete_messages'
  | 'report'
  | 'moderate'
  | 'let_write'
  | 'change_roles'
  | 'delete_chat'
  | 'leave';

const talk: readonly Action[] = ['post', 'react'];
const moderatorMay: readonly Action[] = [
  ...talk,
  'change_chat',
  'change_link',
  'add_members',
  'remove_members',
  'delete_messages',
  'report',
  'moderate',
  'let_write',
  'leave',
];

const rights: Record<Role, readonly Action[]> = {
  owner: [...moderatorMay, 'change_history', 'change_lifetime', 'change_roles', 'delete_chat'],
  moderator: moderatorMay,
  member: [...talk, 'add_members', 'report', 'leave'],
  reader: ['report', 'leave'],
};

interface Place {
  kind: 'group' | 'direct';
  role: Role;
}

/** Who may do what: the server judges by it, and the page shows by it. In a chat between two both talk, and it stays as it is. */
export function may({ kind, role }: Place, action: Action): boolean {
  return (kind === 'group' ? rights[role] : talk).includes(action);
}

/** Roles that may do this, for statements that judge many at once. */
export const rolesThatMay = (action: Action): Role[] =>
  roles.filter((role) => may({ kind: 'group', role }, action));

/** Nobody removes those who could remove them. */
export function mayRemove(place: Place, member: { role: Role }): boolean {
  return may(place, 'remove_members') && roles.indexOf(place.role) < roles.indexOf(member.role);
}
