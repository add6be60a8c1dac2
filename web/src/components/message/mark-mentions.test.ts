import { expect, test } from 'vitest';
import type { VNode } from 'vue';
import { markMentions } from './mark-mentions.ts';

/** A name of somebody else as [name], one's own as [[name]]. */
function marked(text: string, names: Record<string, number>, mentionsAll = false): string {
  const mentions = Object.entries(names).map(([name, id]) => ({ id, name }));
  const draw = ({ children, props }: VNode) =>
    props?.['class'] === 'mention mine' ? `[[${String(children)}]]` : `[${String(children)}]`;
  const parts = markMentions({ mentions, mentionsAll }, 1)?.(text) ?? [text];
  return parts.map((part) => (typeof part === 'string' ? part : draw(part))).join('');
}

test.each([
  ['nobody', 'hello @ada', {}, 'hello @ada'],
  ['names, as the text has them', '@Ada and @ada.', { Ada: 2 }, '[@Ada] and @ada.'],
  ["one's own more", '@me, @ada', { me: 1, ada: 2 }, '[[@me]], [@ada]'],
  ['the longest that fits', '@Ines Kowalska', { Ines: 2, 'Ines Kowalska': 3 }, '[@Ines Kowalska]'],
  ['a name that several bear', '@ines', { ines: 1 }, '[[@ines]]'],
  ['no part of a word', 'me@ada @adam @ada', { ada: 2 }, 'me@ada @adam [@ada]'],
  ['names with signs', '@a.b+c (@a_b)', { 'a.b+c': 2 }, '[@a.b+c] (@a_b)'],
])('it sets apart %s', (_what, text, names, expected) => {
  expect(marked(text, names)).toBe(expected);
});

test('@all is for oneself, too', () => {
  expect(marked('@ALL: lunch, @allies', {}, true)).toBe('[[@ALL]]: lunch, @allies');
});
