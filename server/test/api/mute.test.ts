import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Chat, Moderation, Problem } from '@chatire/protocol';
import { edit, join, post, react, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

let owner: Person;
let member: Person;
let uri: string;

beforeAll(async () => {
  [owner, member] = [await signUp(server.url), await signUp(server.url)];
});
beforeEach(async () => {
  ({ uri } = await startChat(owner));
  await join(member, uri);
});

const mute = (seconds: unknown) =>
  owner.call('PUT', `/api/chats/${uri}/members/${member.user.id}/mute/`, { seconds });
const unmute = () => owner.call('DELETE', `/api/chats/${uri}/members/${member.user.id}/mute/`);
const chatOf = async (person: Person) => (await person.call<Chat>('GET', `/api/chats/${uri}/`)).body;

test('whoever is muted only reads: no post, edit, reaction, nor typing that others hear of', async () => {
  const own = await post(member, uri, 'before');
  const others = await post(owner, uri, 'hello');
  const [sockets, listener] = [await connect(member), await connect(owner)];
  await mute(3600);
  expect((await sockets.waitForType('muted')).chat).toBe(uri);
  const answers = await Promise.all([
    member.call<Problem>('POST', `/api/chats/${uri}/messages/`, { message: 'after' }),
    edit(member, uri, own.id, 'changed'),
    react(member, uri, others.id, '👍'),
  ]);
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([1, 2, 3].map(() => [403, 'muted']));
  sockets.send({ type: 'typing', chat: uri });
  await unmute();
  await sockets.waitFor((frame) => frame.type === 'muted' && frame.until === null);
  await post(member, uri, 'again');
  await listener.waitFor((frame) => frame.type === 'event' && frame.kind === 'message_posted');
  expect(listener.frames.filter(({ type }) => type === 'typing')).toEqual([]);
  for (const socket of [sockets, listener]) await socket.close();
});

test('the person and those who look after the chat know until when, and nobody else', async () => {
  const other = await signUp(server.url);
  await join(other, uri);
  await mute(3600);
  const until = Date.parse((await chatOf(member)).muted_until ?? '');
  expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(60_000);
  await mute(null);
  expect((await chatOf(member)).muted_until).toBe('9999-12-31T00:00:00.000Z');
  const { muted } = (await owner.call<Moderation>('GET', `/api/chats/${uri}/moderation/`)).body;
  expect(muted).toMatchObject([{ user: { id: member.user.id }, until: '9999-12-31T00:00:00.000Z' }]);
  expect(JSON.stringify(await chatOf(other))).not.toContain('9999-12-31');
  await unmute();
  expect((await chatOf(member)).muted_until).toBeNull();
});

test('it ends by itself', async () => {
  await mute(3600);
  await inDatabase(
    `update members set muted_until = now() - interval '1 second' where user_id = ${member.user.id}`,
  );
  await post(member, uri, 'back');
  expect((await chatOf(member)).muted_until).toBeNull();
});

test('how long has to be one of the choices', async () => {
  expect((await mute(5)).status).toBe(400);
});

async function inDatabase(statement: string): Promise<void> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query(statement);
  await client.end();
}
