import type { Completer } from '../message/useCompletion.ts';
import { readRecent } from './recent-emoji.ts';
import { withTone } from './tones.ts';

/** Emoji behind a colon: some are offered from the second letter on, and `:tada:` becomes one by itself. */
export const emojiCompleter = (language: () => string): Completer => ({
  find(before) {
    const [, typed, wanted] = /(?:^|[\s(])(:([\p{L}\p{N}_+-]{2,40}))$/u.exec(before) ?? [];
    return typed && wanted ? { from: before.length - typed.length, wanted } : null;
  },
  async options(wanted) {
    const { findEmoji, all } = await emojiOfLanguage(language());
    const { tone } = readRecent();
    return findEmoji(all, wanted, 6).map(({ char, codes, name, hasTones }) => ({
      key: char,
      text: `${hasTones ? withTone(char, tone) : char} `,
      picture: hasTones ? withTone(char, tone) : char,
      label: name,
      hint: codes[0] ? `:${codes[0]}:` : '',
    }));
  },
  async finish(before) {
    const [, typed, code] = /(?:^|[\s(])(:([a-z0-9_+-]+):)$/.exec(before) ?? [];
    if (!typed || !code) return null;
    const { emojiOf, all } = await emojiOfLanguage(language());
    const found = emojiOf(all, code);
    if (!found) return null;
    const text = found.hasTones ? withTone(found.char, readRecent().tone) : found.char;
    return { from: before.length - typed.length, text };
  },
});

async function emojiOfLanguage(language: string) {
  const [{ loadEmoji }, find] = await Promise.all([import('./load-emoji.ts'), import('./find-emoji.ts')]);
  return { ...find, all: await loadEmoji(language) };
}
