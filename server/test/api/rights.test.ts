import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatDetails, Message } from '@chatire/protocol';
import { finishDeletion } from '../../src/accounts/finish-deletion.ts';
import { openDatabase, type Database } from '../../src/database/database.ts';
import { edit, history, join, password, post, react, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();
let db: Database;
let client: pg.Client;
let friend: Person;
beforeAll(async () => {
  db = openDatabase(server.database.connection, () => undefined);
  client = new pg.Client(server.database.connection);
  await client.connect();
  friend = await signUp(server.url);
});
afterAll(async () => {
  await client.end();
  await db.destroy();
});

const finish = (person: Person) =>
  finishDeletion(db, () => undefined, person.user.id, new AbortController().signal);

/** Chats that the friend is in as well, and in which the person has written; of each 25 the person owns one. */
const inChats = (count: number, person: Person) =>
  client.query(`
    with chat as (
      insert into chats (uri, link_code, sequence)
      select code, code, 2 from (select substr(md5('${person.user.id} ' || n), 1, 22) as code from generate_series(1, ${count}) as n) as one
      returning id
    ), member as (
      insert into members (chat_id, user_id, role, joined_sequence)
      select id, ${person.user.id}, case id % 25 when 0 then 'owner' else 'member' end, 0 from chat
      union all select id, ${friend.user.id}, case id % 25 when 0 then 'member' else 'owner' end, 1 from chat
    ), message as (
      insert into messages (chat_id, sequence, version, author_id, text) select id, 2, 2, ${person.user.id}, 'hello' from chat
      returning id, chat_id
    )
    insert into events (chat_id, sequence, kind, message_id, user_id)
    select chat_id, 2, 'message_posted', id, null::bigint from message
    union all select id, 1, 'member_joined', null, ${friend.user.id} from chat`);

test('an account in a thousand chats is gone at once for whoever looks, and from all of them within its time', async () => {
  const person = await signUp(server.url);
  await inChats(1_000, person);
  const { uri } = await startChat(person);
  await join(friend, uri);
  const socket = await connect(person);
  const begun = performance.now();
  const answer = await person.call('POST', '/api/users/me/delete/', { password, messages: 'delete' });
  expect(answer.status).toBe(204);
  await socket.closed();
  const { body } = await friend.call<ChatDetails>('GET', `/api/chats/${uri}/`);
  expect(body.members.every(({ name, kind }) => name !== person.user.name || kind === 'deleted')).toBe(true);
  expect((await person.call('GET', '/auth/me/')).status).toBe(401);
  // What the request didn't wait for is done by the job, which is this.
  await finish(person);
  expect(performance.now() - begun).toBeLessThan(60_000);
  const left = await client.query(`
    select (select count(*)::int from members where user_id = ${person.user.id}) as member,
      (select count(*)::int from messages where author_id = ${person.user.id} and text <> '') as texts,
      (select count(*)::int from chats where not exists (select from members where chat_id = chats.id and role = 'owner')) as orphans,
      (select count(*)::int from deletions) as deletions`);
  expect(left.rows).toEqual([{ member: 0, texts: 0, orphans: 0, deletions: 0 }]);
});

test('a deletion that broke off goes on where it was, and nobody hears of it twice', async () => {
  const person = await signUp(server.url);
  const first = await startChat(person);
  await join(friend, first.uri);
  const sent: Message = await post(person, first.uri, 'hello');
  await person.call('POST', '/api/users/me/delete/', { password, messages: 'keep' });
  // What the request didn't wait for.
  await finish(person);
  const heard = async () => (await history(friend, first.uri)).sequence;
  const before = await heard();
  // As a process leaves it that dies before the last step.
  const done = `(select id from chats where uri = '${first.uri}')`;
  await client.query(
    `insert into deletions (user_id, with_messages, done_chat) values (${person.user.id}, true, ${done})`,
  );
  await finish(person);
  expect((await history(friend, first.uri)).messages).toMatchObject([
    { id: sent.id, message: '', user: { kind: 'deleted' } },
  ]);
  expect(await heard()).toBe(before + 1);
  expect((await client.query('select from deletions')).rowCount).toBe(0);
});

test('a person takes along what is kept of them, and nothing that others wrote', async () => {
  const [person, other] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(person);
  await join(other, uri);
  const own = await post(person, uri, 'my own words');
  await edit(person, uri, own.id, 'my better words');
  const others = await post(other, uri, 'the words of another');
  await react(person, uri, others.id, '👍');
  await other.call('PATCH', '/api/users/me/', { name: 'Somebody Else' });
  const { status, headers, body } = await person.call<Record<string, unknown>>(
    'GET',
    '/api/users/me/export/',
  );
  expect([status, headers.get('content-disposition')]).toEqual([200, 'attachment; filename="chatire.json"']);
  expect(body).toMatchObject({
    format: 'chatire',
    profile: { username: person.user.username, has_password: true, has_codes: false },
    sessions: [{ ended_at: null }],
    chats: [{ uri, role: 'owner' }],
    reactions: [{ chat: uri, message_id: others.id, emoji: '👍' }],
    messages: [{ chat: uri, id: own.id, text: 'my better words', before: [{ text: 'my own words' }] }],
  });
  const text = JSON.stringify(body);
  for (const word of ['another', 'Somebody Else', other.user.username, 'argon2', 'secret'])
    expect(text).not.toContain(word);
});
