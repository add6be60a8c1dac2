import { foldWord } from '@chatire/protocol';
import type { Emoji } from './load-emoji.ts';

/** The emoji that fit best come first: by their code, by the beginning of a word, then by any part of one. */
export function findEmoji(all: readonly Emoji[], wanted: string, most: number): Emoji[] {
  const word = foldWord(wanted.trim().replaceAll(/^:|:$/g, ''));
  if (!word) return [];
  const ranks = all.map((emoji) => ({ emoji, rank: rankOf(emoji, word) })).filter(({ rank }) => rank > 0);
  return ranks
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

/** The one whose code this is. */
export const emojiOf = (all: readonly Emoji[], code: string): Emoji | undefined =>
  all.find(({ codes }) => codes.includes(code));

function rankOf({ codes, words }: Emoji, word: string): number {
  if (codes.includes(word) || words[0] === word) return 6;
  if (codes.some((code) => code.startsWith(word))) return 5;
  if (words.includes(word)) return 4;
  if (words.some((own) => own.startsWith(word))) return 3;
  if (words.some((own) => own.includes(` ${word}`))) return 2;
  return word.length > 2 && [...codes, ...words].some((own) => own.includes(word)) ? 1 : 0;
}
