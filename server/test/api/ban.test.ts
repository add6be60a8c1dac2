import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Audit, ChatDetails, Moderation } from '@chatire/protocol';
import { history, join, post, react, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

let owner: Person;
let moderator: Person;
let member: Person;
let uri: string;

beforeAll(async () => {
  [owner, moderator, member] = [await signUp(server.url), await signUp(server.url), await signUp(server.url)];
});
beforeEach(async () => {
  ({ uri } = await startChat(owner));
  for (const person of [moderator, member]) await join(person, uri);
  await owner.call('PATCH', `/api/chats/${uri}/members/${moderator.user.id}/`, { role: 'moderator' });
});

const ban = (by: Person, who: Person) => by.call('PUT', `/api/chats/${uri}/bans/${who.user.id}/`);
const lift = (by: Person, who: Person) => by.call('DELETE', `/api/chats/${uri}/bans/${who.user.id}/`);
const enter = (who: Person) => who.call('POST', `/api/chats/${uri}/join/`);
const add = (who: Person) =>
  owner.call<ChatDetails>('PATCH', `/api/chats/${uri}/`, { username: who.user.username });
const moderation = async () => (await owner.call<Moderation>('GET', `/api/chats/${uri}/moderation/`)).body;

test('whoever is banned is out, and comes back by no door until the ban is lifted', async () => {
  const socket = await connect(member);
  expect((await ban(moderator, member)).status).toBe(204);
  await socket.waitForType('chat_removed');
  await socket.close();
  const unknown = await member.call('POST', `/api/chats/${'A'.repeat(22)}/join/`);
  const tried = await enter(member);
  expect([tried.status, tried.body]).toEqual([404, unknown.body]);
  expect((await add(member)).status).toBe(400);
  expect((await member.call('GET', `/api/chats/${uri}/`)).status).toBe(404);
  expect((await moderation()).banned).toMatchObject([{ user: { id: member.user.id } }]);

  await lift(moderator, member);
  expect((await enter(member)).status).toBe(200);
  const { entries } = (await owner.call<Audit>('GET', `/api/chats/${uri}/audit/`)).body;
  expect(entries.slice(0, 2).map(({ action, user }) => [action, user?.id])).toEqual([
    ['ban_lifted', member.user.id],
    ['member_banned', member.user.id],
  ]);
});

test('whoever comes in while being banned is out in the end', async () => {
  await ban(owner, member);
  for (let round = 0; round < 8; round++) {
    await lift(owner, member);
    await Promise.all([enter(member), ban(owner, member), enter(member)]);
    expect((await member.call('GET', `/api/chats/${uri}/`)).status).toBe(404);
  }
});

test.each([
  ['a moderator, by another moderator', () => ban(moderator, owner), 403],
  ['oneself', () => ban(owner, owner), 403],
  ['somebody, by a member', () => ban(member, moderator), 403],
])('a ban of %s is refused', async (_whom, act, status) => {
  expect((await act()).status).toBe(status);
  expect((await moderation()).banned).toEqual([]);
});

test('nobody learns the name of a user who has never been there', async () => {
  const stranger = await signUp(server.url);
  expect((await ban(owner, stranger)).status).toBe(204);
  expect((await moderation()).banned).toEqual([]);
});

test('all that somebody wrote goes, also after they have left, and who listens sees it go', async () => {
  const kept = await post(owner, uri, 'stays');
  for (let n = 0; n < 5; n++) await react(owner, uri, (await post(member, uri, `spam ${n}`)).id, '👎');
  await ban(owner, member);
  const socket = await connect(owner);
  const path = `/api/chats/${uri}/members/${member.user.id}/messages/`;
  expect((await owner.call('DELETE', `${path}?last=hour`)).status).toBe(204);
  for (let n = 1; n <= 5; n++)
    await socket.waitFor(
      () => socket.events().filter((event) => event.kind === 'message_deleted').length >= n,
    );
  await socket.close();
  const { messages } = await history(owner, uri);
  expect(messages.map(({ message }) => message)).toEqual([kept.message, '', '', '', '', '']);
  const { entries } = (await owner.call<Audit>('GET', `/api/chats/${uri}/audit/`)).body;
  expect(entries[0]).toMatchObject({ action: 'messages_removed', details: { count: 5, seconds: 3600 } });
});
