import pg from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import type { FoundMessages } from '@chatire/protocol';
import { join, post, signUp, startChat, type Person } from '../client.ts';
import { useServer } from '../use-server.ts';

/** No jobs, which would wait for the messages as well. */
const server = useServer({ ROLES: 'web' });
let person: Person;
let uri: string;
beforeAll(async () => void (person = await signUp(server.url)));

const search = (who: Person, text: string, before?: number) =>
  who.call<FoundMessages>('POST', `/api/chats/${uri}/messages/search/`, { text, before });
const found = async (text: string) =>
  (await search(person, text)).body.messages.map(({ message }) => message);
const say = async (...texts: string[]) => {
  for (const text of texts) await post(person, uri, text);
};

test('messages are found by parts of words, whatever their order, capitals and accents, the newest first', async () => {
  ({ uri } = await startChat(person));
  await say('Zażółć gęślą jaźń', 'ZAZOLC', 'a jazn alone', 'Ćwiczenie чтение 한국어 ガ 🎉🎉');
  expect(await found('zazolc')).toEqual(['ZAZOLC', 'Zażółć gęślą jaźń']);
  expect(await found('JAŹŃ  ŻÓŁ')).toEqual(['Zażółć gęślą jaźń']);
  for (const text of ['cwicz', 'ЧТЕ', '국', 'ガ', '🎉'])
    expect([text, await found(text)]).toEqual([text, ['Ćwiczenie чтение 한국어 ガ 🎉🎉']]);
  expect(await found('カ')).toEqual([]);
});

test('signs stand for themselves', async () => {
  ({ uri } = await startChat(person));
  const texts = ['100% (a.b)', '[x]* ^$ {2}', 'c:\\temp|d', '***:', 'aXb'];
  await say(...texts);
  for (const [text, which] of [
    ['100%', 0],
    ['a.b', 0],
    ['[x]*', 1],
    ['^$ {2', 1],
    ['\\temp|', 2],
    ['***:', 3],
  ] as const)
    expect([text, await found(text)]).toEqual([text, [texts[which]]]);
});

test('what was edited is found by what it says now, and what was deleted by nothing', async () => {
  ({ uri } = await startChat(person));
  const [edited, deleted] = [await post(person, uri, 'first words'), await post(person, uri, 'more words')];
  await person.call('PATCH', `/api/chats/${uri}/messages/${edited.id}/`, { message: 'second thoughts' });
  await person.call('DELETE', `/api/chats/${uri}/messages/${deleted.id}/`);
  expect(await found('words')).toEqual([]);
  expect(await found('thoughts')).toEqual(['second thoughts']);
});

test('members find what they may see, and others no chat', async () => {
  ({ uri } = await startChat(person));
  await person.call('PATCH', `/api/chats/${uri}/`, { history_for_new: 0 });
  await say('from before');
  const newcomer = await signUp(server.url);
  expect((await search(newcomer, 'from')).status).toBe(404);
  await join(newcomer, uri);
  await say('from now on');
  expect((await search(newcomer, 'from')).body.messages).toMatchObject([{ message: 'from now on' }]);
  expect(await found('from')).toEqual(['from now on', 'from before']);
});

test('twenty come at a time, and a search goes on however far back the next one stands', async () => {
  ({ uri } = await startChat(person));
  await say('needle', ...Array.from({ length: 24 }, (_, count) => `hay ${count}`));
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query('update chats set sequence = 70000 where uri = $1', [uri]);
  await client.end();
  await say('hay at the end');
  const whole = async (text: string) => {
    const pages: number[] = [];
    for (let next: number | null | undefined; next !== null;) {
      const { body } = await search(person, text, next);
      pages.push(body.messages.length);
      next = body.next;
    }
    return pages;
  };
  expect(await whole('needle')).toEqual([0, 0, 0, 1]);
  expect((await whole('hay')).filter(Boolean)).toEqual([1, 20, 4]);
});

test('however many search, all else has its way to the database, and too many are told to come again', async () => {
  ({ uri } = await startChat(person));
  const client = new pg.Client(server.database.connection);
  await client.connect();
  await client.query('begin; lock messages');
  const statuses: number[] = [];
  const searches = Array.from({ length: 60 }, async () =>
    statuses.push((await search(person, 'words')).status),
  );
  // Two look, fifty wait.
  await vi.waitFor(() => expect(statuses).toEqual(Array(8).fill(503)), 30_000);
  const looking = `select from pg_locks where not granted and relation = 'messages'::regclass
    and database = (select oid from pg_database where datname = current_database())`;
  await vi.waitFor(async () => expect((await client.query(looking)).rows).toHaveLength(2), 10_000);
  expect((await person.call('GET', '/auth/me/')).status).toBe(200);
  await client.query('rollback');
  await client.end();
  await Promise.all(searches);
  expect(statuses.slice(8)).toEqual(Array(52).fill(200));
});

test('nothing, or too much, is nothing to look for', async () => {
  ({ uri } = await startChat(person));
  for (const [text, sentence] of [
    [' ', 'This field may not be blank.'],
    ['a'.repeat(101), 'Must have at most 100 characters.'],
  ] as const) {
    const { status, body } = await person.call('POST', `/api/chats/${uri}/messages/search/`, { text });
    expect([status, body.errors?.['text']]).toEqual([400, [sentence]]);
  }
});
