import { expect, test } from 'vitest';
import { splitByWords } from './split-by-words.ts';

/** What was found stands in brackets. */
const shown = (text: string, wanted: string) =>
  splitByWords(text, wanted)
    .map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text))
    .join('');

test.each([
  ['Zażółć gęślą jaźń', 'GESLA zol', 'Za[żół]ć [gęślą] jaźń'],
  ['a b a', 'a', '[a] b [a]'],
  ['banana', 'ana', 'b[anana]'],
  ['e\u0301tude', 'etu', '[e\u0301tu]de'],
  ['👍🏽 one 👍', '👍', '[👍]🏽 one [👍]'],
  ['100% (a.b)', '% a.b', '100[%] ([a.b])'],
  ['nothing', 'x', 'nothing'],
  ['', 'x', ''],
])('in %j, %j is found: %j', (text, wanted, expected) => {
  expect(shown(text, wanted)).toBe(expected);
});
