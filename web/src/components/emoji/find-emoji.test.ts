import { expect, test } from 'vitest';
import { emojiOf, findEmoji } from './find-emoji.ts';
import { loadEmoji } from './load-emoji.ts';
import { tones, withTone } from './tones.ts';

const english = await loadEmoji('en');
const polish = await loadEmoji('pl');
const first = (all: typeof english, wanted: string) => findEmoji(all, wanted, 3).map(({ char }) => char);

test.each([
  ['tada', '🎉'],
  [':tada:', '🎉'],
  ['rocket', '🚀'],
  ['+1', '👍️'],
  ['pizza', '🍕'],
])('in English, %s finds %s first', (wanted, char) => {
  expect(first(english, wanted)[0]).toBe(char);
});

test.each([
  ['rakieta', '🚀'],
  ['pizza', '🍕'],
  ['kciuk w gore', '👍️'],
  ['KCIUK W GÓRĘ', '👍️'],
  ['tada', '🎉'],
  ['thumbs up', '👍️'],
  ['zaglowka', '⛵️'],
])('in Polish, %s finds %s', (wanted, char) => {
  expect(first(polish, wanted)).toContain(char);
});

test('every emoji has a name in both languages, and nothing finds none', () => {
  expect(english.length).toBeGreaterThan(1_700);
  for (const all of [english, polish]) expect(all.filter(({ name }) => !name)).toEqual([]);
  expect(findEmoji(english, ' ', 5)).toEqual([]);
  expect(findEmoji(english, 'qqqq', 5)).toEqual([]);
});

test('a skin tone goes to everybody in an emoji', () => {
  expect(withTone(emojiOf(english, 'wave')!.char, tones[3])).toBe('👋🏽');
  expect(withTone('👩‍❤️‍👨', tones[1])).toBe('👩🏻‍❤️‍👨🏻');
  expect(withTone('☝️', tones[5])).toBe('☝🏿');
  expect(withTone('🎉', tones[5])).toBe('🎉');
});
