import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Message } from '@chatire/protocol';
import { history, join, post, signUp, startChat, wholeHistory } from '../client.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

describe('posting', () => {
  test('gives uri, message and user, and the message stands in the history', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const client_id = randomUUID();
    const posted = await person.call<Message>('POST', `/api/chats/${uri}/messages/`, {
      message: 'Zażółć 😀\n  two',
      client_id,
    });
    expect(posted.status).toBe(201);
    expect(posted.body).toMatchObject({
      uri,
      message: 'Zażółć 😀\n  two',
      user: { id: person.user.id },
      client_id,
      sequence: 2,
    });
    const { uri: _, ...message } = posted.body as Message & { uri: string };
    expect((await history(person, uri)).messages).toEqual([message]);
  });

  test('works without a client id and by form, as the first clients did', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    for (const _ of [1, 2]) {
      const answer = await person.call<Message>(
        'POST',
        `/api/chats/${uri}/messages`,
        new URLSearchParams({ message: 'again' }),
      );
      expect(answer.body).toMatchObject({ message: 'again', client_id: null });
    }
    expect((await history(person, uri)).messages).toHaveLength(2);
  });

  test('a repeated client id gives the first message back; with another text or in another chat it is a conflict', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const client_id = randomUUID();
    const first = await post(person, uri, 'once', client_id);
    expect(await post(person, uri, 'once', client_id.toUpperCase() as typeof client_id)).toEqual(first);
    const other = await person.call('POST', `/api/chats/${uri}/messages/`, { message: 'twice', client_id });
    expect([other.status, other.body.code]).toEqual([409, 'conflict']);
    const { uri: elsewhere } = await startChat(person);
    expect(
      (await person.call('POST', `/api/chats/${elsewhere}/messages/`, { message: 'once', client_id })).status,
    ).toBe(409);
    expect((await history(person, uri)).messages).toHaveLength(1);
  });

  test('fifty posts of one client id at once make one message', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const client_id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(person, uri, 'once', client_id)));
    expect(new Set(answers.map((message) => message.id)).size).toBe(1);
    expect((await history(person, uri)).messages).toHaveLength(1);
  });

  test('two people may use the same client id', async () => {
    const [one, other] = [await signUp(server.url), await signUp(server.url)];
    const { uri } = await startChat(one);
    await join(other, uri);
    const client_id = randomUUID();
    await post(one, uri, 'mine', client_id);
    await post(other, uri, 'yours', client_id);
    expect((await history(one, uri)).messages.map((message) => message.message)).toEqual(['mine', 'yours']);
  });

  test('many writers in many chats at once: every sequence is there once, in the order of the answers', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => signUp(server.url)));
    const chats = await Promise.all(people.map((person) => startChat(person)));
    for (const chat of chats) for (const person of people) await join(person, chat.uri);
    const posts = Array.from({ length: 160 }, (_, index) => {
      const [person, chat] = [people[index % 4]!, chats[Math.floor(index / 4) % 4]!];
      return post(person, chat.uri, `message ${index}`);
    });
    const posted = await Promise.all(posts);
    expect(posted).toHaveLength(160);
    for (const chat of chats) {
      const sequences = (await wholeHistory(people[0]!, chat.uri)).map((message) => message.sequence);
      // The owner's and three others' joining come first.
      expect(sequences).toEqual(Array.from({ length: 40 }, (_, index) => index + 5));
    }
  });

  test.each([
    ['nothing', '', 'This field may not be blank.'],
    ['blanks', ' \n\t ', 'This field may not be blank.'],
    ['what shows nothing', '\u200b', 'This field may not be blank.'],
    ['NUL', 'a\0b', 'Must not contain the character NUL.'],
    ['2,001 emoji', '😀'.repeat(2001), 'Must have at most 2000 characters.'],
    ['a number', 17, 'Must be text.'],
    ['a missing field', undefined, 'This field is required.'],
  ])('%s as a message is refused at its field', async (_name, message, sentence) => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const answer = await person.call('POST', `/api/chats/${uri}/messages/`, { message });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.['message']).toEqual([sentence]);
  });

  test('2,000 emoji are 2,000 characters, and half a surrogate pair is stored as a replacement', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    await post(person, uri, '😀'.repeat(2000));
    const client_id = randomUUID();
    expect((await post(person, uri, 'x\ud83d', client_id)).message).toBe('x\ufffd');
    expect((await post(person, uri, 'x\ud83d', client_id)).message).toBe('x\ufffd');
  });
});

describe('history', () => {
  test('comes in pages, oldest first inside each, forwards and backwards', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const sequences: number[] = [];
    for (let index = 0; index < 7; index++)
      sequences.push((await post(person, uri, `message ${index}`)).sequence);
    const page = async (query: string) => {
      const { messages, has_older, has_newer } = await history(person, uri, query);
      return { sequences: messages.map((message) => message.sequence), has_older, has_newer };
    };
    expect(await page('?limit=3')).toEqual({ sequences: [6, 7, 8], has_older: true, has_newer: false });
    expect(await page('?limit=3&before=6')).toEqual({
      sequences: [3, 4, 5],
      has_older: true,
      has_newer: true,
    });
    expect(await page('?limit=3&before=3')).toEqual({ sequences: [2], has_older: false, has_newer: true });
    expect(await page('?limit=3&after=0')).toEqual({
      sequences: [2, 3, 4],
      has_older: false,
      has_newer: true,
    });
    expect(await page('?limit=3&after=5')).toEqual({
      sequences: [6, 7, 8],
      has_older: true,
      has_newer: false,
    });
    expect(await page('?limit=3&around=5')).toEqual({
      sequences: [4, 5, 6],
      has_older: true,
      has_newer: true,
    });
    expect(await page('?limit=4&around=100')).toEqual({
      sequences: [7, 8],
      has_older: true,
      has_newer: false,
    });
    expect(await page('?around=0&limit=4')).toEqual({
      sequences: [2, 3],
      has_older: false,
      has_newer: true,
    });
    expect(await page('?after=8')).toEqual({ sequences: [], has_older: true, has_newer: false });
    expect(await page('')).toEqual({ sequences, has_older: false, has_newer: false });
  });

  test('the newest page has 50 messages, and a page at most 100', async () => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    await Promise.all(Array.from({ length: 101 }, (_, index) => post(person, uri, `message ${index}`)));
    expect((await history(person, uri)).messages).toHaveLength(50);
    expect((await history(person, uri, '?limit=100')).messages).toHaveLength(100);
  });

  test.each([
    'limit=101',
    'limit=0',
    'limit=x',
    'before=-1',
    'after=1.5',
    'before=1&after=2',
    'around=1&after=2',
    'around=x',
    'before=99999999999999999999',
    'before=',
  ])('the query %s is refused with a sentence at its field', async (query) => {
    const person = await signUp(server.url);
    const { uri } = await startChat(person);
    const answer = await person.call('GET', `/api/chats/${uri}/messages/?${query}`);
    expect(answer.status).toBe(400);
    expect(
      Object.values(answer.body.errors ?? {})
        .flat()
        .join(),
    ).toMatch(/^(Must be|Use either)/);
  });
});
