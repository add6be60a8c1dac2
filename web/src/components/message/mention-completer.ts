import { limits, type Chat, type Member } from '@chatire/protocol';
import type { Completer, Completion } from './useCompletion.ts';

interface Parts {
  chat: () => Chat | undefined;
  /** Empty until they are known. */
  members: () => readonly Member[];
  selfId: () => number | undefined;
  /** What `@all` means, in the person's language. */
  sayAll: () => string;
}

const most = 7;

/** People behind an @. Names may have blanks, so what follows it is looked at up to the end of the line. */
export const mentionCompleter = ({ chat, members, selfId, sayAll }: Parts): Completer => ({
  find(before) {
    const [, typed, wanted] = /(?:^|[^\p{L}\p{M}\p{N}_@])(@([^@\n]{0,60}))$/u.exec(before) ?? [];
    return typed === undefined || wanted === undefined
      ? null
      : { from: before.length - typed.length, wanted };
  },
  options(typed) {
    const wanted = folded(typed);
    const people = members()
      .filter(({ id }) => id !== selfId())
      .flatMap((member) => {
        const rank = rankOf(member, wanted);
        return rank === null ? [] : [{ member, rank }];
      })
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, most);
    const found: Completion[] = people.map(({ member: { id, name, username, kind } }) => ({
      key: `user ${id}`,
      text: `@${name} `,
      seed: id,
      label: name,
      hint: kind === 'guest' || folded(username) === folded(name) ? '' : `@${username}`,
    }));
    const now = chat();
    const mayAll = now && (now.role !== 'member' || now.member_count <= limits.smallChat);
    if (!mayAll || now.member_count < 3 || !'all'.startsWith(wanted)) return found;
    return [...found, { key: 'all', text: '@all ', label: '@all', hint: sayAll() }];
  },
});

/** The beginning of a name counts most, then that of one of its words, then the user name; null: nothing of these. */
function rankOf({ name, username }: Member, wanted: string): number | null {
  const whole = folded(name);
  if (whole.startsWith(wanted)) return 0;
  if (whole.split(/[\s.\-_]+/).some((word) => word.startsWith(wanted))) return 1;
  return folded(username).startsWith(wanted) ? 2 : null;
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();
