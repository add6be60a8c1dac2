import { expect, test, vi } from 'vitest';
import { limits } from '@chatire/protocol';
import { mentionsIn } from './find-mentions.ts';

const member = (id: number, name: string, username = name, role = 'member') => ({ id, name, username, role });
const crew = [
  member(1, 'ada', 'ada', 'owner'),
  member(2, 'Ines Kowalska', 'guest:1f'),
  member(3, 'Ines', 'guest:2f'),
  member(4, 'Łucja', 'lucja.w'),
  member(5, 'ines', 'ines-5'),
];
const named = (text: string) => mentionsIn(text, 1, crew).people.map(({ id, name }) => `${id} ${name}`);

test.each([
  ['nobody', 'hello', []],
  [
    'a name at the beginning, the end and before a full stop',
    '@ada, @lucja.w: @Łucja.',
    ['1 ada', '4 lucja.w', '4 Łucja'],
  ],
  ['whatever the case of letters', '@ADA @łucja', ['1 ADA', '4 łucja']],
  ['the longest name that fits', 'ask @Ines Kowalska', ['2 Ines Kowalska']],
  ['everybody who bears the name', 'ask @Ines Nowak', ['3 Ines', '5 Ines']],
  ['no part of a longer word', '@adam @ada_ @ada1', []],
  ['no e-mail address', 'me@ada', []],
  ['nobody twice', '@ada @ada', ['1 ada']],
])('a text names %s', (_what, text, people) => {
  expect(named(text)).toEqual(people);
});

test('@all is for the owner, and in a small chat for everybody', () => {
  const crowd = Array.from({ length: 8 }, (_, index) => member(index + 10, `m${index}`));
  expect(mentionsIn('@all', 4, crew).all).toBe(true);
  expect(mentionsIn('@all', 4, [...crew, ...crowd]).all).toBe(false);
  expect(mentionsIn('@all', 1, [...crew, ...crowd]).all).toBe(true);
  expect(mentionsIn('@allies', 1, crew).all).toBe(false);
});

test('a text names a hundred at most, in whatever ways it writes a name that many bear', () => {
  const crowd = Array.from({ length: 150 }, (_, index) => member(index, 'Ines', `guest:${index}`));
  const { people } = mentionsIn('@ines @Ines @INES @iNES', 1, crowd);
  expect(people).toHaveLength(limits.mentionsOfMessage);
});

test('a text of many @ in a chat of many members is read in no time', () => {
  const crowd = Array.from({ length: 10_000 }, (_, index) =>
    member(index, `${'x'.repeat(index % 100)}${index}`),
  );
  const before = process.threadCpuUsage();
  mentionsIn('@ '.repeat(1000), 1, crowd);
  // Of its own, not of the machine.
  expect(process.threadCpuUsage(before).user).toBeLessThan(2_000_000);
});

test('a text of nothing but @ is quickly done with, however many lengths of names there are', () => {
  const many = Array.from({ length: 300 }, (_, id) => ({
    id,
    name: 'a'.repeat(1 + (id % 60)),
    username: 'a'.repeat(1 + (id % 150)),
    role: 'member' as const,
  }));
  const looks = vi.spyOn(Map.prototype, 'has');
  for (const text of ['@ '.repeat(1_000), '@a '.repeat(666), '@a.'.repeat(666)]) mentionsIn(text, 1, many);
  expect(looks.mock.calls.length).toBeLessThan(50_000);
  looks.mockRestore();
});
