import { expect, test } from 'vitest';
import { colourOf, letterOf } from './avatar.ts';

test.each([
  ['maciek', 'M'],
  ['  ines', 'I'],
  ['łucja', 'Ł'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧'],
  ['', '?'],
])('%s is shown as %s', (name, letter) => {
  expect(letterOf(name)).toBe(letter);
});

test('a user keeps one colour', () => {
  expect(colourOf(8)).toBe(colourOf(8));
  expect(colourOf('abc')).toBe(colourOf('abc'));
  expect(colourOf('abc')).toBeLessThan(6);
});
