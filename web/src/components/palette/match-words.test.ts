import { expect, test } from 'vitest';
import { foldWord } from '@chatire/protocol';
import { matchWords } from './match-words.ts';

const names = ['Release crew', 'Crewmates', 'Screws', 'Czytelnia łódzka', 'Carol Wren'];
const found = (wanted: string) =>
  names
    .map((name) => ({ name, rank: matchWords(foldWord(wanted), foldWord(name)) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ name }) => name);

test('the beginning of a name comes before that of another word, and that before its middle', () => {
  expect(found('crew')).toEqual(['Crewmates', 'Release crew', 'Screws']);
});

test('several words are found in any order, and without accents', () => {
  expect(found('crew rel')).toEqual(['Release crew']);
  expect(found('LODZ')).toEqual(['Czytelnia łódzka']);
});

test('letters in their order are enough, from the beginning of a word on', () => {
  expect(found('rlcr')).toEqual(['Release crew']);
  expect(found('cw')).toContain('Carol Wren');
  expect(found('eas')).toEqual(['Release crew']);
  expect(found('zzz')).toEqual([]);
});
