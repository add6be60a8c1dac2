import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Chat, Events, Message } from '@chatire/protocol';
import { edit, erase, history, join, post, react, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

async function threeInAChat() {
  const [owner, friend, stranger] = await Promise.all([1, 2, 3].map(() => signUp(server.url)));
  const { uri } = await startChat(owner!);
  await join(friend!, uri);
  return { owner: owner!, friend: friend!, stranger: stranger!, uri };
}
const answer = (person: Person, uri: string, body: Record<string, unknown>) =>
  person.call<Message & { errors?: Record<string, string[]> }>('POST', `/api/chats/${uri}/messages/`, body);
const eventsAfter = async (person: Person, uri: string, after: number) =>
  (await person.call<Events>('GET', `/api/chats/${uri}/events/?after=${after}`)).body.events;
const lineOf = async (person: Person, uri: string) =>
  (await person.call<Chat>('GET', `/api/chats/${uri}/`)).body;

describe('a reply', () => {
  test('shows the beginning of what it answers, as that is now', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const question = await post(owner, uri, '😀'.repeat(201));
    const { id, sequence, user } = question;
    const { body, status } = await answer(friend, uri, { message: 'yes', reply_to: id });
    const quote = { id, sequence, user, text: '😀'.repeat(200), deleted_at: null };
    expect([status, body.reply_to]).toEqual([201, quote]);
    const replyOf = async () => (await history(owner, uri)).messages.at(-1)!.reply_to;
    expect(await replyOf()).toEqual(quote);
    await edit(owner, uri, id, 'again?');
    expect(await replyOf()).toEqual({ ...quote, text: 'again?' });
    await erase(owner, uri, id);
    expect(await replyOf()).toMatchObject({ id, text: '', deleted_at: expect.any(String) });
  });

  test('repeated gives the first one back; to another message it is a conflict', async () => {
    const { owner, uri } = await threeInAChat();
    const [one, other] = [await post(owner, uri, 'one'), await post(owner, uri, 'other')];
    const body = { message: 'yes', client_id: randomUUID(), reply_to: one.id };
    const first = await answer(owner, uri, body);
    expect((await answer(owner, uri, body)).body).toEqual(first.body);
    for (const reply_to of [other.id, undefined])
      expect((await answer(owner, uri, { ...body, reply_to })).status).toBe(409);
  });

  test('to what is not in this chat is refused at its field, and strangers learn nothing', async () => {
    const { owner, stranger, uri } = await threeInAChat();
    const elsewhere = await post(owner, (await startChat(owner)).uri, 'elsewhere');
    for (const reply_to of [elsewhere.id, 9_999_999, 0, -1, 1.5, 'x', null]) {
      const { status, body } = await answer(owner, uri, { message: 'yes', reply_to });
      expect([status, Object.keys(body.errors ?? {})]).toEqual([400, ['reply_to']]);
    }
    const { id } = await post(owner, uri, 'here');
    expect((await answer(stranger, uri, { message: 'yes', reply_to: id })).status).toBe(404);
    expect((await history(owner, uri)).messages).toHaveLength(1);
  });
});

describe('a reaction', () => {
  test('counts once for each person and emoji, in the order of first use, and is a small event', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const { id, sequence } = await post(owner, uri, 'cake?');
    await react(friend, uri, id, '👍');
    await react(friend, uri, id, '👍');
    await react(owner, uri, id, '🎂');
    const { body } = await react(owner, uri, id, '👍');
    const reactions = [
      { emoji: '👍', user_ids: [friend.user.id, owner.user.id] },
      { emoji: '🎂', user_ids: [owner.user.id] },
    ];
    expect(body).toMatchObject({ id, reactions, version: sequence + 3 });
    await react(friend, uri, id, '👍', false);
    await react(friend, uri, id, '👍', false);
    const [message] = (await history(friend, uri)).messages;
    expect(message!.reactions).toEqual([{ emoji: '👍', user_ids: [owner.user.id] }, reactions[1]]);
    const events = await eventsAfter(owner, uri, sequence);
    expect(events.map(({ kind }) => kind)).toEqual([...Array(3).fill('reaction_added'), 'reaction_removed']);
    const { email: _, settings: _settings, server_role: _role, ...user } = friend.user;
    expect(events[0]).toEqual({
      type: 'event',
      chat: uri,
      sequence: sequence + 1,
      at: expect.any(String),
      kind: 'reaction_added',
      message_id: id,
      message_sequence: sequence,
      emoji: '👍',
      user,
    });
  });

  test.each(['x', '👍👍', '1', '', '❤', 'ab'.repeat(40)])('%j is refused at its field', async (emoji) => {
    const { owner, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'cake?');
    const { status, body } = await react(owner, uri, id, emoji);
    expect([status, body.errors]).toEqual([400, { emoji: ['Must be one emoji.'] }]);
  });

  test('is for members, for messages that are there, and for twenty different emoji at most', async () => {
    const { owner, stranger, uri } = await threeInAChat();
    const { id } = await post(owner, uri, 'cake?');
    expect((await react(stranger, uri, id, '👍')).status).toBe(404);
    expect((await react(owner, uri, 9_999_999, '👍')).status).toBe(404);
    const emoji = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔'];
    const statuses = [];
    for (const one of emoji) statuses.push((await react(owner, uri, id, one)).status);
    expect(statuses).toEqual([...Array(20).fill(200), 409]);
    const gone = (await erase(owner, uri, id)).body;
    expect(gone.reactions).toEqual([]);
    expect((await react(owner, uri, id, '👍')).status).toBe(409);
  });
});

describe('a mention', () => {
  test('counts for whom it named when it was posted, above what was read; the text says whom it names now', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const count = async (person: Person) => (await lineOf(person, uri)).mention_count;
    const { name } = friend.user;
    const named = await post(owner, uri, `look, @${name.toUpperCase()}!`);
    expect(named).toMatchObject({
      mentions: [{ id: friend.user.id, name: name.toUpperCase() }],
      mentions_all: false,
    });
    expect(await post(owner, uri, '@all: lunch')).toMatchObject({ mentions: [], mentions_all: true });
    const { id, sequence } = await post(owner, uri, 'nobody@example.org');
    expect([await count(owner), await count(friend)]).toEqual([0, 2]);
    expect((await edit(owner, uri, id, `@${name}`)).body.mentions).toHaveLength(1);
    expect((await edit(owner, uri, named.id, 'never mind')).body.mentions).toEqual([]);
    expect(await count(friend)).toBe(2);
    const socket = await connect(friend);
    socket.send({ type: 'read', chat: uri, sequence: named.sequence });
    await socket.waitForType('read');
    expect(await count(friend)).toBe(1);
    const [first, , third] = await eventsAfter(friend, uri, named.sequence - 1);
    expect([first, third]).toMatchObject([
      { mentioned: [friend.user.id], message: { mentions: [] } },
      { sequence, mentioned: [], message: { mentions: [{ name }] } },
    ]);
    await socket.close();
  });
});

describe('marking unread', () => {
  test('stands until one has read that far once more, and is heard on all devices of the same person', async () => {
    const { owner, friend, uri } = await threeInAChat();
    const messages = [await post(owner, uri, 'one'), await post(owner, uri, 'two')];
    const [phone, laptop] = [await connect(friend), await connect(friend)];
    phone.send({ type: 'read', chat: uri, sequence: messages[1]!.sequence });
    await laptop.waitForType('read');
    const { sequence } = messages[1]!;
    const path = `/api/chats/${uri}/unread/`;
    expect((await friend.call('PUT', path, { sequence })).status).toBe(204);
    expect(await laptop.waitForType('unread')).toEqual({ type: 'unread', chat: uri, sequence });
    expect(await lineOf(friend, uri)).toMatchObject({ unread_from: sequence, unread_count: 0 });
    expect((await lineOf(owner, uri)).unread_from).toBeNull();
    phone.send({ type: 'read', chat: uri, sequence: sequence - 1 });
    phone.send({ type: 'read', chat: uri, sequence });
    await laptop.waitFor(() => laptop.frames.filter(({ type }) => type === 'read').length === 2);
    expect((await lineOf(friend, uri)).unread_from).toBeNull();
    for (const socket of [phone, laptop]) await socket.close();
  });

  test('is for members, at a place of the log', async () => {
    const { owner, stranger, uri } = await threeInAChat();
    const path = `/api/chats/${uri}/unread/`;
    expect((await stranger.call('PUT', path, { sequence: 1 })).status).toBe(404);
    for (const body of [{}, { sequence: 0 }, { sequence: 'x' }])
      expect((await owner.call('PUT', path, body)).body.errors).toHaveProperty('sequence');
    await owner.call('PUT', path, { sequence: 1_000 });
    expect((await lineOf(owner, uri)).unread_from).toBe(2);
  });
});
