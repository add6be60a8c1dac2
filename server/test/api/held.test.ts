import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Chat, HeldMessage, Message, Moderation, Problem } from '@chatire/protocol';
import { history, join, post, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

let owner: Person;
let old: Person;
let newcomer: Person;
let uri: string;

beforeAll(async () => {
  [owner, old, newcomer] = [await signUp(server.url), await signUp(server.url), await signUp(server.url)];
});
beforeEach(async () => {
  ({ uri } = await startChat(owner));
  await join(old, uri);
  await owner.call('PATCH', `/api/chats/${uri}/`, { hold_newcomers: true });
  await join(newcomer, uri);
});

type Answer = Message & HeldMessage & Problem;
const say = (message: string, client_id = randomUUID(), who = newcomer) =>
  who.call<Answer>('POST', `/api/chats/${uri}/messages/`, { message, client_id });
const held = async () => (await owner.call<Moderation>('GET', `/api/chats/${uri}/moderation/`)).body.held;
const approve = (id: number | undefined, who = owner) => who.call('PUT', `/api/chats/${uri}/held/${id}/`);
const refuse = (id: number | undefined) => owner.call('DELETE', `/api/chats/${uri}/held/${id}/`);
const texts = async () => (await history(owner, uri)).messages.map(({ message }) => message);

test('what a newcomer writes first is seen by nobody else until a moderator lets it through; then the newcomer is trusted', async () => {
  const [socket, listener] = [await connect(newcomer), await connect(owner)];
  const id = randomUUID();
  const first = await say('hello, I am new', id);
  expect([first.status, first.body]).toMatchObject([202, { held: true, client_id: id, uri }]);
  expect((await say('hello, I am new', id)).status).toBe(202);
  await post(old, uri, 'hi');
  expect(await texts()).toEqual(['hi']);
  const [waiting] = await held();
  expect(waiting).toMatchObject({ message: 'hello, I am new', user: { id: newcomer.user.id } });
  expect((await approve(waiting?.id, old)).status).toBe(403);

  const answers = await Promise.all([approve(waiting?.id), approve(waiting?.id)]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  expect(await socket.waitForType('held')).toMatchObject({ chat: uri, client_id: id, state: 'approved' });
  const posted = listener.events().filter((event) => event.kind === 'message_posted');
  await listener.waitFor(() => posted.length > 0 || listener.events().length >= 2);
  for (const one of [socket, listener]) await one.close();
  expect(await texts()).toEqual(['hi', 'hello, I am new']);
  expect((await say('hello, I am new', id)).status).toBe(201);
  expect((await say('and now freely')).status).toBe(201);
  expect((await newcomer.call<Chat>('GET', `/api/chats/${uri}/`)).body.trusted).toBe(true);
});

test('at most three wait for each newcomer', async () => {
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => say(text)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 403, 403]);
  expect(await held()).toHaveLength(3);
});

test('a refused one is gone, and its author hears so who posts it again, also when trusted by then', async () => {
  const [bad, good] = [randomUUID(), randomUUID()];
  await say('buy this', bad);
  await say('hello', good);
  const [first, second] = await held();
  await refuse(first?.id);
  expect((await say('buy this', bad)).body.code).toBe('held_refused');
  await approve(second?.id);
  expect((await say('buy this', bad)).body.code).toBe('held_refused');
  expect(await texts()).toEqual(['hello']);
});

test('with whoever is taken out of the chat goes what waited of them', async () => {
  await say('hello');
  const socket = await connect(owner);
  await owner.call('DELETE', `/api/chats/${uri}/members/${newcomer.user.id}/`);
  expect(await held()).toEqual([]);
  expect(await socket.waitForType('waiting')).toMatchObject({ chat: uri, waiting: { held: 0 } });
  await socket.close();
});

test('whom a moderator adds is trusted', async () => {
  const friend = await signUp(server.url);
  await owner.call('PATCH', `/api/chats/${uri}/`, { username: friend.user.username });
  expect((await say('thanks', randomUUID(), friend)).status).toBe(201);
});
