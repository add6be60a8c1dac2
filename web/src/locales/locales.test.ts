// @vitest-environment happy-dom
import { beforeAll, expect, test } from 'vitest';
import { Refused, Unreachable } from '../connection/problems.ts';
import { adminTexts } from './admin.ts';
import { en } from './en.ts';
import { localeOf, useLanguage } from './index.ts';
import { pl } from './pl.ts';
import { pluralRules } from './plural-rules.ts';
import { fieldSentences, problemSentence } from './server-sentences.ts';
import { createTexts } from './texts.ts';

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
const english = new Map([...flat(en), ...flat(adminTexts.en)]);
const polish = new Map([...flat(pl), ...flat(adminTexts.pl)]);
const sources = Object.entries(
  import.meta.glob<string>('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true }),
).filter(([path]) => !/\.test\.ts$|^\.\/(admin-)?(en|pl)\.ts$/.test(path));

const texts = createTexts();
const { t } = texts;
beforeAll(async () => {
  texts.add(adminTexts);
  await useLanguage(texts, 'pl');
});

test('every text that the page asks for exists', () => {
  const asked = sources.flatMap(([path, source]) =>
    [...source.matchAll(/'(\w+)\.[\w.]+'/g)]
      .filter(([, group]) => Object.hasOwn(en, group!) || Object.hasOwn(adminTexts.en, group!))
      .map(([key]) => ({ path, key: key.slice(1, -1) })),
  );
  expect(asked.length).toBeGreaterThan(400);
  expect(asked.filter(({ key }) => !english.has(key))).toEqual([]);
});

test('what only those who run the server are told is asked for by their pages alone, which bring it', () => {
  const groups = Object.keys(adminTexts.en).join('|');
  const asking = sources.filter(([, source]) => new RegExp(`'(${groups})\\.\\w`).test(source));
  const others = asking.filter(([path]) => !/\/components\/admin\/|\/(Admin|Claim)Page\.vue$/.test(path));
  expect(others.map(([path]) => path)).toEqual([]);
});

test('every text that exists is asked for', () => {
  const source = sources.map(([, text]) => text).join('\n');
  const isUsed = (key: string) =>
    source.includes(`'${key}'`) || source.includes(`\`${key.split('.')[0]}.\${`);
  expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([]);
});

test('Polish says everything that English says, with the same names in it', () => {
  expect([...polish.keys()]).toEqual([...english.keys()]);
  const names = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const [key, text] of english) expect(names(polish.get(key)!), key).toEqual(names(text));
});

test('what has two forms in English has three in Polish', () => {
  const forms = (text: string) => text.split(' | ').length;
  for (const [key, text] of english) {
    expect([1, 2], key).toContain(forms(text));
    expect(forms(polish.get(key)!), key).toBe(forms(text) === 2 ? 3 : 1);
  }
});

test.each([
  [1, 0],
  [2, 1],
  [4, 1],
  [5, 2],
  [12, 2],
  [21, 2],
  [22, 1],
  [112, 2],
  [0, 2],
])('in Polish %i takes form %i', (count, form) => {
  expect(pluralRules.pl(count, 3)).toBe(form);
});

test('numbers stand in the right form', async () => {
  expect([1, 2, 5, 22].map((count) => t('message.newCount', count))).toEqual([
    'Jedna nowa wiadomość',
    '2 nowe wiadomości',
    '5 nowych wiadomości',
    '22 nowe wiadomości',
  ]);
});

test('no text breaks when it is put together', () => {
  for (const key of english.keys()) expect(t(key, 2), key).not.toMatch(/[{}|]|undefined/);
});

test.each([
  [['pl-PL', 'en'], 'pl'],
  [['de-DE', 'en-GB'], 'en'],
  [['de'], 'en'],
  [[], 'en'],
] as const)('a browser that wants %j is spoken to in %s', (wished, name) => {
  expect(localeOf(wished)).toBe(name);
});

test('the server’s sentences are said in the person’s language', () => {
  const refused = new Refused(400, {
    code: 'invalid',
    errors: { password: ['This password is too common.'], name: ['Must have at most 60 characters.'] },
  });
  expect(fieldSentences(refused, t)).toEqual({
    password: 'Zbyt łatwe do odgadnięcia. Dodaj słowo, którego nikt nie zna.',
    name: 'Użyj najwyżej 60 znaków.',
  });
});

test('a sentence that the page does not know is shown as it came', () => {
  const refused = new Refused(400, { code: 'invalid', errors: { name: ['Something new.'] } });
  expect(fieldSentences(refused, t)).toEqual({ name: 'Something new.' });
});

test('each kind of failure has its sentence', () => {
  expect(problemSentence(new Unreachable(), t)).toBe(pl.problem.unreachable);
  expect(problemSentence(new Refused(429, { code: 'too_many_requests' }), t)).toBe(pl.problem.tooMany);
  const waits = (time: number) => problemSentence(new Refused(429, { code: 'too_many_requests' }, time), t);
  expect([waits(5_000), waits(90_001), waits(120_000)]).toEqual([
    'Zbyt wiele prób. Spróbuj ponownie za 5 sekund.',
    'Zbyt wiele prób. Spróbuj ponownie za 91 sekund.',
    'Zbyt wiele prób. Spróbuj ponownie za 2 minuty.',
  ]);
  const deleted = 'This message was deleted, so it can no longer be edited.';
  expect(problemSentence(new Refused(409, { code: 'conflict', detail: deleted }), t)).toBe(
    pl.problem.messageDeleted,
  );
  expect(problemSentence(new Refused(409, { code: 'conflict', detail: '?' }), t)).toBe(pl.problem.conflict);
  expect(problemSentence(new Refused(502, {}), t)).toBe(pl.problem.server);
  expect(problemSentence(new Error('?'), t)).toBe(pl.problem.server);
});
