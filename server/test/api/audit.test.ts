import { beforeAll, expect, test } from 'vitest';
import type { Audit } from '@chatire/protocol';
import { dot, erase, join, post, putPicture, signUp, startChat, type Person } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

let owner: Person;
let moderator: Person;
let member: Person;
let uri: string;

beforeAll(async () => {
  [owner, moderator, member] = [await signUp(server.url), await signUp(server.url), await signUp(server.url)];
  ({ uri } = await startChat(owner));
  for (const person of [moderator, member]) await join(person, uri);
  await owner.call('PATCH', `/api/chats/${uri}/members/${moderator.user.id}/`, { role: 'moderator' });
});

const audit = async (person: Person, query = '') =>
  (await person.call<Audit>('GET', `/api/chats/${uri}/audit/${query}`)).body;

test('owner and moderators read what was done, by whom and to whom; nobody else does', async () => {
  const said = await post(member, uri, 'a word too much');
  await erase(moderator, uri, said.id);
  await moderator.call('PATCH', `/api/chats/${uri}/`, { topic: 'Manners' });
  await putPicture(moderator, `/api/chats/${uri}/picture/`, dot);
  await owner.call('POST', `/api/chats/${uri}/link/`);
  await moderator.call('DELETE', `/api/chats/${uri}/members/${member.user.id}/`);
  await moderator.call('PATCH', '/api/users/me/', { name: 'Somebody else' });

  const { entries } = await audit(moderator);
  expect(
    entries.map(({ actor, action, user, details }) => [actor.name, action, user?.name, details]),
  ).toEqual([
    [moderator.user.name, 'member_removed', member.user.name, {}],
    [owner.user.name, 'link_renewed', undefined, {}],
    [moderator.user.name, 'chat_changed', undefined, { picture: true }],
    [moderator.user.name, 'chat_changed', undefined, { topic: 'Manners' }],
    [moderator.user.name, 'message_deleted', member.user.name, { sequence: said.sequence }],
    [owner.user.name, 'role_changed', moderator.user.name, { role: 'moderator' }],
  ]);
  expect(JSON.stringify(entries)).not.toContain('a word too much');
  expect((await member.call('GET', `/api/chats/${uri}/audit/`)).status).toBe(404);
  const other = await signUp(server.url);
  await owner.call('PATCH', `/api/chats/${uri}/`, { username: other.user.username });
  expect((await other.call('GET', `/api/chats/${uri}/audit/`)).status).toBe(403);
});

test('what one does to oneself, and what is refused, is not in it', async () => {
  const before = await audit(owner);
  const own = await post(moderator, uri, 'mine');
  await erase(moderator, uri, own.id);
  await moderator.call('DELETE', `/api/chats/${uri}/members/${owner.user.id}/`);
  expect(await audit(owner)).toEqual(before);
});

test('it comes in pages, newest first', async () => {
  for (let count = 0; count < 55; count++)
    await owner.call('PATCH', `/api/chats/${uri}/`, { name: `Name ${count}` });
  const newest = await audit(owner);
  const older = await audit(owner, `?before=${newest.entries.at(-1)?.id}`);
  expect([newest.entries.length, newest.has_older, older.has_older]).toEqual([50, true, false]);
  expect([newest.entries[0]?.details, older.entries[0]?.details]).toEqual([
    { name: 'Name 54' },
    { name: 'Name 4' },
  ]);
});

test('whoever deletes the account takes the name out of it', async () => {
  await moderator.call('POST', '/api/users/me/delete/', { password: 'quiet harbour lamp', messages: 'keep' });
  const { entries } = await audit(owner, `?before=${(await audit(owner)).entries.at(-1)?.id}`);
  expect(JSON.stringify(entries)).not.toContain(moderator.user.name);
  expect(entries.find(({ action }) => action === 'role_changed')?.user?.name).toBe('Deleted user');
});
