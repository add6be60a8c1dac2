/** A chat has one owner, except a chat between two, where both are members. */
export const roles = ['owner', 'moderator', 'member'] as const;
export type Role = (typeof roles)[number];

export type Action =
  | 'change_chat'
  | 'change_link'
  | 'add_members'
  | 'remove_members'
  | 'delete_messages'
  | 'moderate'
  | 'change_roles'
  | 'delete_chat'
  | 'leave';

const moderatorMay: readonly Action[] = [
  'change_chat',
  'change_link',
  'add_members',
  'remove_members',
  'delete_messages',
  'moderate',
  'leave',
];

const rights: Record<Role, readonly Action[]> = {
  owner: [...moderatorMay, 'change_roles', 'delete_chat'],
  moderator: moderatorMay,
  member: ['add_members', 'leave'],
};

interface Place {
  kind: 'group' | 'direct';
  role: Role;
}

/** Who may do what: the server judges by it, and the page shows by it. A chat between two stays as it is. */
export function may({ kind, role }: Place, action: Action): boolean {
  return kind === 'group' && rights[role].includes(action);
}

/** Nobody removes those who could remove them. */
export function mayRemove(place: Place, member: { role: Role }): boolean {
  return may(place, 'remove_members') && roles.indexOf(place.role) < roles.indexOf(member.role);
}
