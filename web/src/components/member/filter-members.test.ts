import type { Member } from '@chatire/protocol';
import { expect, test } from 'vitest';
import { filterMembers } from './filter-members.ts';

const people = [
  { name: 'Kenji', username: 'kenji', role: 'owner', joined_sequence: 9 },
  { name: 'Łucja', username: 'lu.b', role: 'member', joined_sequence: 2 },
  { name: 'Nadia', username: 'nadia', role: 'moderator', joined_sequence: 7 },
  { name: 'Ines', username: 'guest:1', role: 'member', joined_sequence: 1 },
] as Member[];

test.each([
  ['', ['Kenji', 'Nadia', 'Ines', 'Łucja']],
  ['LUCJA', ['Łucja']],
  ['lu.b', ['Łucja']],
  ['n d', ['Nadia']],
  ['nobody', []],
])('“%s” finds %j', (wanted, expected) => {
  expect(filterMembers(people, wanted).map(({ name }) => name)).toEqual(expected);
});
