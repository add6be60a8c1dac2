import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message, Problem } from '@chatire/protocol';
import { history, join, post, signUp, startChat, type Person } from '../client.ts';
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

const say = (person: Person, message: string, client_id = randomUUID(), rest = {}) =>
  person.call<Message & Problem>('POST', `/api/chats/${uri}/messages/`, { message, client_id, ...rest });
const setSlowMode = (slow_mode: unknown, person = owner) =>
  person.call('PATCH', `/api/chats/${uri}/`, { slow_mode });

test('of twenty posts at once by one person exactly one is kept, and the others hear when to come back', async () => {
  await setSlowMode(30);
  const began = performance.now();
  // Whoever posts while a batch is under way is in the next one, with all others.
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query('begin');
  await client.query('select from chats where uri = $1 for update', [uri]);
  const before = say(owner, 'before');
  await setTimeout(200);
  const racing = Array.from({ length: 20 }, (_, n) => say(member, `racing ${n}`));
  await setTimeout(200);
  await client.query('commit');
  await client.end();
  expect((await before).status).toBe(201);
  const answers = await Promise.all(racing);
  const took = (performance.now() - began) / 1_000;
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const { status, headers, body } of answers.filter((answer) => answer.status !== 201)) {
    expect([status, body.code]).toEqual([429, 'slow_mode']);
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(30 - took);
    expect(wait).toBeLessThanOrEqual(30);
  }
  expect((await history(owner, uri)).messages).toHaveLength(2);
});

test('a repeat gives the first message back, also while its author has to wait', async () => {
  await setSlowMode(30);
  const id = randomUUID();
  const [first, again] = [await say(member, 'once', id), await say(member, 'once', id)];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body.id).toBe(first.body.id);
});

test('what was refused for another reason does not count, and neither does who looks after the chat', async () => {
  await setSlowMode(30);
  expect((await say(member, 'an answer to nothing', randomUUID(), { reply_to: 999_999 })).status).toBe(400);
  const [wrong, right] = await Promise.all([
    say(member, 'an answer to nothing', randomUUID(), { reply_to: 999_999 }),
    say(member, 'hello'),
  ]);
  expect([wrong.status, right.status]).toEqual([400, 201]);
  for (const text of ['one', 'two', 'three']) await post(owner, uri, text);
});

test('after the time, and after slow mode has ended, one can post again', async () => {
  await setSlowMode(60);
  await post(member, uri, 'first');
  expect((await say(member, 'too soon')).status).toBe(429);
  await inDatabase(
    `update members set posted_at = posted_at - interval '60 seconds' where user_id = ${member.user.id}`,
  );
  await post(member, uri, 'second');
  await setSlowMode(0);
  await post(member, uri, 'third');
});

test.each([
  ['another number', () => setSlowMode(7), 400],
  ['a word', () => setSlowMode('fast'), 400],
  ['an ordinary member', () => setSlowMode(10, member), 403],
])('slow mode is refused: %s', async (_what, act, status) => {
  expect((await act()).status).toBe(status);
});

async function inDatabase(statement: string): Promise<void> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query(statement);
  await client.end();
}
