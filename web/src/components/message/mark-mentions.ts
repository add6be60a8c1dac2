import { h, type VNode } from 'vue';
import type { Mention } from '@chatire/protocol';
import type { MarkText } from '../markdown/InlineText.ts';

/** Sets the names that a text mentions apart, one's own more than the others'. Nothing where it mentions nobody. */
export function markMentions(
  { mentions, mentionsAll }: { mentions: readonly Mention[]; mentionsAll: boolean },
  selfId: number | undefined,
): MarkText | undefined {
  const ids = new Map<string, boolean>();
  for (const { id, name } of mentions) ids.set(`@${name}`, id === selfId || (ids.get(`@${name}`) ?? false));
  if (!ids.size && !mentionsAll) return undefined;
  const isMine = (part: string) => ids.get(part) ?? true;
  const words = [...ids.keys()].sort((a, b) => b.length - a.length).map(escaped);
  // As the server writes it into `mentions`, `@all` is in whatever case.
  const all = mentionsAll ? ['@[aA][lL][lL]'] : [];
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{M}\\p{N}_@])(${[...words, ...all].join('|')})(?![\\p{L}\\p{M}\\p{N}_])`,
    'u',
  );
  return (text) => text.split(pattern).map((part, index) => (index % 2 ? name(part, isMine(part)) : part));
}

const escaped = (word: string) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

const name = (text: string, isMine: boolean): VNode =>
  h('bdi', { class: isMine ? 'mention mine' : 'mention' }, text);
