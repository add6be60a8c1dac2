import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ChatDetails, EventFrame, Events, Message, Problem } from '@chatire/protocol';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { deleteOldMessages } from '../../src/retention/delete-old-messages.ts';
import { endChats } from '../../src/retention/end-chats.ts';
import { edit, erase, history, join, post, react, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';
import { whileHeld } from '../while-held.ts';

const server = useServer({ NOTICES_AFTER: '0' });
let db: Database;
let client: pg.Client;
let owner: Person;
let member: Person;
let uri: string;

beforeAll(async () => {
  db = openDatabase(server.database.connection, () => undefined);
  client = new pg.Client(server.database.connection);
  await client.connect();
  // The clock of the jobs has struck already, for a long time to come: chats end when the tests say so.
  await client.query(`
    insert into graphile_worker._private_known_crontabs as known (identifier, known_since, last_execution)
    select name, now(), now() + interval '1 year' from unnest('{end_chats,delete_old_messages,clean_targets}'::text[]) as name
    on conflict (identifier) do update set last_execution = excluded.last_execution`);
  [owner, member] = [await signUp(server.url), await signUp(server.url)];
});
afterAll(async () => {
  await client.end();
  await db.destroy();
});

async function newChat(wish: object) {
  ({ uri } = await startChat(owner));
  await join(member, uri);
  await change(wish);
}
const change = (wish: object, who = owner) =>
  who.call<ChatDetails & Problem>('PATCH', `/api/chats/${uri}/`, wish);
const seen = async (who = member) => (await who.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body;
const events = async (after: number) =>
  (await member.call<Events>('GET', `/api/chats/${uri}/events/?after=${after}`)).body;
const here = () => `(select id from chats where uri = '${uri}')`;
const query = async (text: string) => (await client.query(text)).rows;
/** As if all that was posted so far had been posted so many days ago. */
const age = (days: number) =>
  query(`update messages set created_at = created_at - interval '${days} days' where chat_id = ${here()}`);
async function deleteOld(serverDays: number | null = null) {
  await client.query('update settings set retention_days = $1', [serverDays]);
  await deleteOldMessages({ db, announce: () => undefined });
}

test('what is older than the chat keeps is gone from answers, events and every table, and the log has no hole', async () => {
  await newChat({ retention_days: 7 });
  const word = 'xylophone';
  // A private address, so that telling it fails, and is to be tried again.
  const hook = { url: 'http://127.0.0.1:9/', everything: true };
  expect((await owner.call('POST', `/api/chats/${uri}/webhooks/`, hook)).status).toBe(201);
  const old = await post(owner, uri, `first ${word}`);
  await edit(owner, uri, old.id, `second ${word}`);
  await react(member, uri, old.id, '👍');
  await member.call('POST', `/api/chats/${uri}/messages/${old.id}/reports/`, { reason: 'spam' });
  await post(member, uri, `third ${word}`);
  await age(8);
  const answer = await member.call<Message>('POST', `/api/chats/${uri}/messages/`, {
    message: 'an answer',
    reply_to: old.id,
  });
  await react(owner, uri, old.id, '🎉');
  await post(owner, uri, 'the newest');
  await vi.waitFor(async () => expect((await query(failedJobs))[0].count).toBeGreaterThan(0), 30_000);
  const before = await seen();
  expect(before).toMatchObject({ kept_from: 0, unread_count: 2 });
  const socket = await connect(member, { chats: { [uri]: 2 } });

  await deleteOld();
  // Nobody was told: whoever hears of what follows reads the rest from the log.
  const last = await post(owner, uri, 'after it');
  await socket.waitFor((frame) => frame.type === 'event' && frame.sequence === last.sequence);
  const heard = socket.events().find((event) => event.kind === 'chat_updated' && event.kept_from > 0);
  expect(heard).toMatchObject({
    kept_from: answer.body.sequence,
    kept_days: 7,
    sequence: before.sequence + 1,
  });
  await socket.close();

  const page = await history(member, uri, '?after=0');
  expect(page).toMatchObject({ has_older: false });
  expect(page.messages.map(({ message, reply_to }) => [message, reply_to])).toEqual([
    ['an answer', null],
    ['the newest', null],
    ['after it', null],
  ]);
  expect(await seen()).toMatchObject({ kept_from: answer.body.sequence, kept_days: 7, unread_count: 2 });
  const all = await events(0);
  expect(all.events.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: all.sequence }, (_, index) => index + 1),
  );
  expect(kindsOf(all.events)).toEqual(
    'member_joined member_joined chat_updated hidden hidden hidden hidden message_posted hidden message_posted chat_updated message_posted',
  );
  // The place in which a page is that was away since.
  const back = await connect(member, { chats: { [uri]: 6 } });
  await back.waitForType('ready');
  expect(kindsOf(back.events())).toEqual(
    'hidden message_posted hidden message_posted chat_updated message_posted',
  );
  await back.close();
  expect(await rowsWith(word)).toEqual([]);
  expect(await query(`select from events where chat_id = ${here()} and message_id = ${old.id}`)).toEqual([]);
  for (const [refused, status] of [
    [await edit(owner, uri, old.id, 'again'), 404],
    [await erase(owner, uri, old.id), 404],
    [await react(owner, uri, old.id, '🎉'), 404],
    [await owner.call('POST', `/api/chats/${uri}/messages/`, { message: 'too late', reply_to: old.id }), 400],
  ] as const)
    expect(refused.status).toBe(status);
  // Again: there is nothing left to do, and nobody hears of nothing.
  const { sequence } = await seen();
  await deleteOld();
  expect((await seen()).sequence).toBe(sequence);
});

const failedJobs = 'select count(*)::int from graphile_worker.jobs where last_error is not null';
const kindsOf = (list: readonly EventFrame[]) => list.map(({ kind }) => kind).join(' ');

/** Every table that holds this word anywhere, those of the jobs among them. */
async function rowsWith(word: string): Promise<string[]> {
  const tables = await query(
    `select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker')`,
  );
  const found = [];
  for (const { name } of tables as { name: string }[]) {
    const [row] = await query(
      `select count(*)::int as count from ${name} as one where one::text like '%${word}%'`,
    );
    if (row.count > 0) found.push(name);
  }
  return found;
}

test.each([
  ['the days of the server, where they are fewer', 30, 7, []],
  ['the days of the chat, where they are fewer', 7, 30, []],
  ['nothing, where nobody says', null, null, ['old']],
  ['only what is old enough', 30, 30, ['old']],
])('what is deleted: %s', async (_what, ofChat, ofServer, left) => {
  await newChat({ retention_days: ofChat });
  await post(owner, uri, 'old');
  await age(8);
  await deleteOld(ofServer);
  expect((await history(member, uri)).messages.map(({ message }) => message)).toEqual(left);
});

test('a deletion that was broken off goes on, and is finished for who looks', async () => {
  await newChat({ retention_days: 7 });
  await post(owner, uri, 'half gone');
  await age(8);
  // What the first step of it does.
  await query(`update chats set kept_from = 100, retention_days = null where id = ${here()}`);
  expect((await history(member, uri)).messages).toEqual([]);
  const own = (await owner.call('GET', '/api/users/me/export/')).body;
  expect(JSON.stringify(own)).not.toContain('half gone');
  await deleteOld();
  expect(await query(`select from messages where chat_id = ${here()}`)).toEqual([]);
});

test('a newcomer’s message that waits for a moderator is not kept longer either', async () => {
  await newChat({ retention_days: 7, hold_newcomers: true });
  const newcomer = await signUp(server.url);
  await join(newcomer, uri);
  await newcomer.call('POST', `/api/chats/${uri}/messages/`, { message: 'let me in' });
  await query(`update held_messages set created_at = now() - interval '8 days'`);
  await deleteOld();
  expect((await owner.call('GET', `/api/chats/${uri}/moderation/`)).body).toMatchObject({ held: [] });
});

test('a chat is deleted at its end, with what was said, until the last moment; one whose end was put off is not', async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  await newChat({ ends_at: soon });
  expect(await seen()).toMatchObject({ ends_at: soon, ends_after_days: null });
  await post(owner, uri, 'hello');
  await endChats(db, () => undefined);
  expect((await seen()).uri).toBe(uri);
  await query(`update chats set ends_at = now() where id = ${here()}`);
  const socket = await connect(member);
  const statuses = new Set<number>();
  const talk = async () => {
    const message = 'xylophone';
    const { status } = await member.call('POST', `/api/chats/${uri}/messages/`, { message });
    statuses.add(status);
    if (status === 201) await talk();
  };
  const talking = talk();
  await vi.waitFor(() => expect(statuses).toContain(201), 30_000);
  // As the clock does.
  await query(`select graphile_worker.add_job('end_chats')`);
  await talking;
  expect(statuses).toEqual(new Set([201, 404]));
  await socket.waitFor((frame) => frame.type === 'chat_removed' && frame.chat === uri);
  await vi.waitFor(
    async () => expect(await query(`select from chats where uri = '${uri}'`)).toEqual([]),
    30_000,
  );
  await socket.close();
  for (const person of [owner, member])
    expect((await person.call('GET', `/api/chats/${uri}/`)).status).toBe(404);
  expect(await rowsWith('xylophone')).toEqual([]);
});

test('an end that is put off at the last moment is none', async () => {
  await newChat({ ends_at: new Date(Date.now() + 60_000).toISOString() });
  await query(`update chats set ends_at = now() where id = ${here()}`);
  await whileHeld(server.database.connection, uri, {
    begin: () => endChats(db, () => undefined),
    waiters: 1,
    change: `update chats set ends_at = null where uri = '${uri}'`,
  });
  expect((await seen()).uri).toBe(uri);
});

test('a chat without a message ends after its days, counted from the newest one, or from when they were chosen', async () => {
  await newChat({});
  await post(owner, uri, 'hello');
  await age(9);
  await change({ ends_after_days: 7, retention_days: 1 });
  const isThere = async () => (await member.call('GET', `/api/chats/${uri}/`)).status === 200;
  await endChats(db, () => undefined);
  expect(await isThere()).toBe(true);
  await query(`update chats set idle_since = now() - interval '8 days' where id = ${here()}`);
  await post(owner, uri, 'not yet');
  await endChats(db, () => undefined);
  expect(await isThere()).toBe(true);
  // Messages that were deleted since count as well.
  await age(2);
  await deleteOld();
  await endChats(db, () => undefined);
  expect(await isThere()).toBe(true);
  await query(`update chats set idle_since = idle_since - interval '8 days' where id = ${here()}`);
  await endChats(db, () => undefined);
  expect(await isThere()).toBe(false);
});

test('only the owner sets it, and bad input is refused at its field', async () => {
  await newChat({});
  expect((await change({ retention_days: 1 }, member)).status).toBe(403);
  for (const [field, value] of [
    ['retention_days', 0],
    ['retention_days', 3651],
    ['retention_days', '1.5'],
    ['ends_after_days', -1],
    ['ends_at', 'tomorrow'],
    ['ends_at', '2020-01-01T00:00:00Z'],
  ] as const) {
    const answer = await change({ [field]: value });
    expect([field, answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([field, 400, [field]]);
  }
  const { kind } = (await owner.call<ChatDetails>('POST', '/api/chats/', { with: member.user.username }))
    .body;
  expect(kind).toBe('direct');
});
