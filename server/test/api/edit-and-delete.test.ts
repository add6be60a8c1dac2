import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Chat, ChatDetails, Events, Message, Versions } from '@chatire/protocol';
import { edit, erase, history, join, post, signUp, startChat, type Person } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

async function threeInAChat() {
  const [owner, friend, stranger] = [
    await signUp(server.url),
    await signUp(server.url),
    await signUp(server.url),
  ];
  const { uri } = await startChat(owner);
  await join(friend, uri);
  return { owner, friend, stranger, uri };
}

const headOf = async (person: Person, uri: string) =>
  (await person.call<ChatDetails>('GET', `/api/chats/${uri}/`)).body.sequence;
const eventsAfter = async (person: Person, uri: string, after: number) =>
  (await person.call<Events>('GET', `/api/chats/${uri}/events/?after=${after}`)).body;

/** What the database holds of a message: its text, then what it said before. */
async function storedTexts(id: number): Promise<string[]> {
  const client = new pg.Client(server.database.connection);
  await client.connect();
  const { rows } = await client.query<{ text: string }>(
    `select text from messages where id = $1
     union all (select text from message_versions where message_id = $1 order by written_at desc)`,
    [id],
  );
  await client.end();
  return rows.map(({ text }) => text);
}

describe('editing', () => {
  test('changes the text in its place, marks it, and is one event of the log', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const before = await post(friend, uri, 'helo');
    const answer = await edit(friend, uri, before.id, 'hello');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...before,
      message: 'hello',
      edited_at: expect.stringMatching(/^\d{4}-.*Z$/),
      version: before.sequence + 1,
      uri,
    });
    const { uri: _, ...message } = answer.body as Message & { uri?: string };
    expect(message.edited_at! > message.created_at).toBe(true);
    const page = await history(owner, uri);
    expect(page.messages).toEqual([message]);
    expect(page.sequence).toBe(before.sequence + 1);
    const chats = (await owner.call<{ chats: Chat[] }>('GET', '/api/chats/')).body.chats;
    expect(chats[0]!.last_message).toEqual(message);
    const { events } = await eventsAfter(owner, uri, before.sequence);
    expect(events).toMatchObject([{ sequence: before.sequence + 1, kind: 'message_edited', message }]);
  });

  test('the same text again is no event; each other text has a later time', async () => {
    const { owner, uri } = await threeInAChat();
    const message = await post(owner, uri, 'one');
    const unchanged = await edit(owner, uri, message.id, 'one');
    expect(unchanged.body).toMatchObject({ message: 'one', edited_at: null });
    const times: string[] = [];
    for (const text of ['two', 'three', 'two', 'two']) {
      times.push((await edit(owner, uri, message.id, text)).body.edited_at!);
    }
    expect(times.toSorted()).toEqual(times);
    expect(new Set(times).size).toBe(3);
    expect(await headOf(owner, uri)).toBe(message.sequence + 3);
  });

  test('ten edits at once are written one after the other, and the last one stands everywhere', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const message = await post(friend, uri, 'first');
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => edit(friend, uri, message.id, `text ${index}`)),
    );
    const { events, sequence } = await eventsAfter(owner, uri, message.sequence);
    expect(sequence).toBe(message.sequence + 10);
    expect(events).toHaveLength(10);
    expect((await history(owner, uri)).messages[0]).toEqual(
      (events.at(-1) as unknown as { message: Message }).message,
    );
  });

  test('keeps what it said before, for moderators who see the message, until it is deleted', async () => {
    const { owner, friend, stranger, uri } = await threeInAChat();
    const { id } = await post(friend, uri, 'first');
    await edit(friend, uri, id, 'second');
    await edit(friend, uri, id, 'third');
    await owner.call('PATCH', `/api/chats/${uri}/`, { history_for_new: 0 });
    await join(stranger, uri);
    await owner.call('PATCH', `/api/chats/${uri}/members/${stranger.user.id}/`, { role: 'moderator' });
    const versions = (person: Person) =>
      person.call<Versions>('GET', `/api/chats/${uri}/messages/${id}/versions/`);
    const texts = async () => (await versions(owner)).body.versions.map(({ text }) => text);
    expect(await texts()).toEqual(['second', 'first']);
    expect([(await versions(friend)).status, (await versions(stranger)).status]).toEqual([403, 404]);
    await erase(friend, uri, id);
    expect(await texts()).toEqual([]);
  });

  test.each([
    ['nothing', {}, 'This field is required.'],
    ['blanks', { message: ' ' }, 'This field may not be blank.'],
    ['too much', { message: 'x'.repeat(2001) }, 'Must have at most 2000 characters.'],
  ])('%s as the new text is refused at its field', async (_name, body, sentence) => {
    const { owner, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'hello');
    const answer = await owner.call('PATCH', `/api/chats/${uri}/messages/${id}/`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.['message']).toEqual([sentence]);
  });
});

describe('deleting', () => {
  test('leaves the place and takes the text away everywhere, the log and earlier versions included', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const message = await post(friend, uri, 'a secret');
    await edit(friend, uri, message.id, 'another secret');
    const next = await post(owner, uri, 'next');
    const answer = await erase(friend, uri, message.id);
    expect(answer.status).toBe(200);
    const { uri: _, ...tombstone } = answer.body as Message & { uri?: string };
    expect(tombstone).toMatchObject({ id: message.id, sequence: message.sequence, message: '' });
    expect(tombstone.deleted_at).toMatch(/^\d{4}-.*Z$/);
    expect((await history(owner, uri)).messages).toMatchObject([tombstone, { id: next.id, message: 'next' }]);
    const { events } = await eventsAfter(owner, uri, 0);
    expect(events.map((event) => event.kind).slice(2)).toEqual([
      'message_posted',
      'message_edited',
      'message_posted',
      'message_deleted',
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(await storedTexts(message.id)).toEqual(['']);
  });

  test('again changes nothing', async () => {
    const { owner, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'hello');
    const first = await erase(owner, uri, id);
    const head = await headOf(owner, uri);
    expect(await erase(owner, uri, id)).toMatchObject({ status: 200, body: first.body });
    expect(await headOf(owner, uri)).toBe(head);
  });

  test('the newest message stays the last one of the list, and unread', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'hello');
    await erase(owner, uri, id);
    const [chat] = (await friend.call<{ chats: Chat[] }>('GET', '/api/chats/')).body.chats;
    expect(chat).toMatchObject({ unread_count: 1, last_message: { id, message: '' } });
    expect(chat!.last_message!.deleted_at).not.toBeNull();
  });

  test('a deleted message can not be edited', async () => {
    const { owner, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'hello');
    await erase(owner, uri, id);
    const answer = await edit(owner, uri, id, 'hello');
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });
});

test('a post that is repeated after its message was changed gives the message as it is now', async () => {
  const { owner, uri } = await threeInAChat();
  const client_id = randomUUID();
  const { id } = await post(owner, uri, 'typed on the phone', client_id);
  await edit(owner, uri, id, 'edited on the laptop');
  const again = await post(owner, uri, 'typed on the phone', client_id);
  expect(again).toMatchObject({ id, message: 'edited on the laptop' });
  await erase(owner, uri, id);
  expect(await post(owner, uri, 'typed on the phone', client_id)).toMatchObject({ id, message: '' });
  expect((await history(owner, uri)).messages).toHaveLength(1);
});

describe('who may', () => {
  test.each([
    ['author', 200, 200],
    ['owner', 403, 200],
    ['other', 403, 403],
    ['stranger', 404, 404],
    ['gone', 404, 404],
  ] as const)('%s: editing %i, deleting %i', async (who, editing, deleting) => {
    const { owner, friend: author, stranger, uri } = await threeInAChat();
    const other = await signUp(server.url);
    await join(other, uri);
    const gone = await signUp(server.url);
    await join(gone, uri);
    const message = await post(who === 'gone' ? gone : author, uri, 'hello');
    await gone.call('DELETE', `/api/chats/${uri}/members/${gone.user.id}/`);
    const person = { author, owner, other, stranger, gone }[who];
    expect((await edit(person, uri, message.id, 'changed')).status).toBe(editing);
    expect((await erase(person, uri, message.id)).status).toBe(deleting);
    const [now] = (await history(owner, uri)).messages;
    expect(now!.message).toBe(deleting === 200 ? '' : 'hello');
  });

  test('a message of another chat, and one that never was, are not found', async () => {
    const { owner, uri } = await threeInAChat();
    const { uri: elsewhere } = await startChat(owner);
    const { id } = await post(owner, elsewhere, 'hello');
    for (const path of [id, 9_999_999, 'x', 0, -1]) {
      const url = `/api/chats/${uri}/messages/${path}/`;
      expect((await owner.call('PATCH', url, { message: 'x' })).status).toBe(404);
      expect((await owner.call('DELETE', url)).status).toBe(404);
    }
    expect((await history(owner, elsewhere)).messages[0]!.message).toBe('hello');
  });
});

describe('events by HTTP', () => {
  test('are those of the log above a place, at most 500, for members only', async () => {
    const { owner, friend, stranger, uri } = await threeInAChat();
    await Promise.all(Array.from({ length: 501 }, (_, index) => post(friend, uri, `message ${index}`)));
    const first = await eventsAfter(owner, uri, 2);
    expect(first.sequence).toBe(503);
    expect(first.events.map((event) => event.sequence)).toEqual(
      Array.from({ length: 500 }, (_, index) => index + 3),
    );
    expect((await eventsAfter(owner, uri, 502)).events).toMatchObject([{ sequence: 503, chat: uri }]);
    expect(await eventsAfter(owner, uri, 503)).toEqual({ uri, events: [], sequence: 503 });
    const path = `/api/chats/${uri}/events/`;
    expect((await stranger.call('GET', `${path}?after=0`)).status).toBe(404);
    for (const query of ['', '?after=-1', '?after=x'])
      expect((await owner.call('GET', `${path}${query}`)).body.errors).toHaveProperty('after');
  });
});
