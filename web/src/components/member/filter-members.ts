import { foldWord, type Member, type Role } from '@chatire/protocol';

const places: Record<Role, number> = { owner: 0, moderator: 1, member: 2, reader: 2 };

/** Who has a say first, then in the order of joining; with words, those in whose name each of them stands. */
export function filterMembers(members: readonly Member[], wanted: string): Member[] {
  const words = foldWord(wanted).split(/\s+/).filter(Boolean);
  const found = members.filter(({ name, username }) => {
    const text = foldWord(`${name} ${username}`);
    return words.every((word) => text.includes(word));
  });
  return found.sort((a, b) => places[a.role] - places[b.role] || a.joined_sequence - b.joined_sequence);
}
