import { expect, test } from 'vitest';
import type { Chat, Member } from '@chatire/protocol';
import { mentionCompleter } from './mention-completer.ts';

const people = ['self', 'Ada', 'Ines Kowalska', 'Ines', 'Łucja'];
const members = people.map((name, id) => ({ id, name, username: name, kind: 'guest' }) as Member);
const chat = { role: 'member', member_count: 5 } as Chat;
const completer = mentionCompleter({
  chat: () => chat,
  members: () => members,
  selfId: () => 0,
  sayAll: () => 'everybody',
});
const offered = async (before: string) => {
  const found = completer.find(before);
  return found && (await completer.options(found.wanted)).map(({ label }) => label);
};

test.each([
  ['hello', null],
  ['me@a', null],
  ['@', ['Ada', 'Ines Kowalska', 'Ines', 'Łucja', '@all']],
  ['ask @a', ['Ada', '@all']],
  ['(@INES', ['Ines Kowalska', 'Ines']],
  ['@Ines k', ['Ines Kowalska']],
  ['@kow', ['Ines Kowalska']],
  ['@łu', ['Łucja']],
  ['@Ines is', []],
])('%j is offered %j', async (before, names) => {
  expect(await offered(before)).toEqual(names);
});
