import { limits, type Mention } from '@chatire/protocol';
import type { Database } from '../database/database.ts';
import type { Mentions } from './mentions.ts';
import { selectNames, type NamedMember } from './mention-store.ts';

const nobody: Mentions = { people: [], all: false };

/** Whom a member's text names after an @: nearly all texts have none, and cost nothing. */
export async function findMentions(
  db: Database,
  authorId: number,
  uri: string,
  text: string,
): Promise<Mentions> {
  return text.includes('@') ? mentionsIn(text, authorId, await selectNames(db, uri)) : nobody;
}

/** Of several names that fit, the longest counts, and so does everybody who bears it, up to the limit. */
export function mentionsIn(text: string, authorId: number, members: readonly NamedMember[]): Mentions {
  const author = members.find(({ id }) => id === authorId);
  const mayAll =
    author && (['owner', 'moderator'].includes(author.role) || members.length <= limits.smallChat);
  const called = new Map<string, number[]>([['all', []]]);
  for (const { id, name, username } of members)
    for (const word of new Set([folded(name), folded(username)]))
      called.set(word, [...(called.get(word) ?? []), id]);
  const lengths = [...new Set([...called.keys()].map((word) => word.length))].sort((a, b) => b - a);

  const people = new Map<string, Mention>();
  let all = false;
  // Not in the middle of a word, such as an e-mail address.
  // Each @ is compared with every length of name: of a text of nothing else only the first ones count.
  const signs = text.matchAll(/(?<![\p{L}\p{M}\p{N}_@])@(?=\S)/gu).take(limits.mentionsOfMessage);
  for (const { index } of signs) {
    const rest = text.slice(index + 1);
    const length = lengths.find((most) => endsWord(rest, most) && called.has(folded(rest.slice(0, most))));
    if (length === undefined) continue;
    const name = rest.slice(0, length);
    if (folded(name) === 'all' && mayAll) all = true;
    for (const id of called.get(folded(name)) ?? [])
      if (people.size < limits.mentionsOfMessage) people.set(`${id} ${name}`, { id, name });
  }
  return { people: [...people.values()], all };
}

const endsWord = (text: string, end: number) =>
  text.length >= end && !/^[\p{L}\p{M}\p{N}_]/u.test(text.slice(end, end + 2));

const folded = (name: string) => name.normalize('NFKC').toLowerCase();
