import type { Chat } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { filterChats } from './filter-chats.ts';

const chat = (name: string, ...members: string[]) =>
  ({ name, some_members: members.map((one, id) => ({ id, name: one })) }) as unknown as Chat;
const chats = [chat('Release crew', 'Nadia', 'Łucja'), chat('Książki', 'Tomasz')];
const found = (wanted: string) => filterChats(chats, wanted, ({ name }) => name!).map(({ name }) => name);

test.each([
  ['', ['Release crew', 'Książki']],
  ['CREW', ['Release crew']],
  ['ksiazki', ['Książki']],
  ['lucja', ['Release crew']],
  ['crew nadia', ['Release crew']],
  ['crew tomasz', []],
])('“%s” finds %j', (wanted, expected) => {
  expect(found(wanted)).toEqual(expected);
});
