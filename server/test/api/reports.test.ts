import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Audit, Chat, Moderation } from '@chatire/protocol';
import { edit, erase, join, post, signUp, startChat, type Person } from '../client.ts';
import { connect } from '../socket.ts';
import { useServer } from '../use-server.ts';

const server = useServer();

let owner: Person;
let member: Person;
let author: Person;
let uri: string;

beforeAll(async () => {
  [owner, member, author] = [await signUp(server.url), await signUp(server.url), await signUp(server.url)];
});
beforeEach(async () => {
  ({ uri } = await startChat(owner));
  for (const person of [member, author]) await join(person, uri);
});

const notNice = { reason: 'insult', words: 'Not nice.' };
const report = (person: Person, id: number, body: unknown = notNice) =>
  person.call('POST', `/api/chats/${uri}/messages/${id}/reports/`, body);
const dismiss = (person: Person, id: number) =>
  person.call('DELETE', `/api/chats/${uri}/messages/${id}/reports/`);
const reported = async () =>
  (await owner.call<Moderation>('GET', `/api/chats/${uri}/moderation/`)).body.reported;
const waiting = async (person: Person) => (await person.call<Chat>('GET', `/api/chats/${uri}/`)).body.waiting;

test('owner and moderators see the text as it was when it was reported, and are told at once', async () => {
  const message = await post(author, uri, 'You fool');
  const socket = await connect(owner);
  expect((await report(member, message.id)).status).toBe(204);
  await edit(author, uri, message.id, 'You friend');
  expect(await socket.waitForType('waiting')).toMatchObject({ chat: uri, waiting: { reports: 1 } });
  await socket.close();
  const [one] = await reported();
  expect(one?.message.message).toBe('You friend');
  expect(one?.reports).toMatchObject([
    { user: { id: member.user.id }, reason: 'insult', words: 'Not nice.', text: 'You fool' },
  ]);
  expect([await waiting(owner), await waiting(member)]).toEqual([{ requests: 0, held: 0, reports: 1 }, null]);
});

test('a member reports a message once, and two members make two reports of one message', async () => {
  const message = await post(owner, uri, 'hello');
  await Promise.all([1, 2, 3].map(() => report(member, message.id)));
  await report(author, message.id);
  expect((await reported()).map(({ reports }) => reports.length)).toEqual([2]);
  expect((await waiting(owner))?.reports).toBe(1);
});

test.each([
  ['of one of my own', async () => report(author, (await post(author, uri, 'mine')).id), 403],
  ['of one that is not there', () => report(member, 999_999), 404],
  [
    'of a deleted one',
    async () => {
      const message = await post(author, uri, 'gone');
      await erase(author, uri, message.id);
      return report(member, message.id);
    },
    409,
  ],
  ['without a reason', async () => report(member, (await post(author, uri, 'x')).id, {}), 400],
  [
    'with too many words',
    async () => {
      const words = 'x'.repeat(501);
      return report(member, (await post(author, uri, 'x')).id, { reason: 'spam', words });
    },
    400,
  ],
  ['by a stranger', async () => report(await signUp(server.url), (await post(author, uri, 'x')).id), 404],
])('a report %s is refused', async (_what, act, status) => {
  expect((await act()).status).toBe(status);
  expect(await reported()).toEqual([]);
});

test('it is dealt with by dismissing it, or by deleting the message', async () => {
  const [first, second] = [await post(author, uri, 'one'), await post(author, uri, 'two')];
  for (const { id } of [first, second]) await report(member, id);
  expect((await dismiss(member, first.id)).status).toBe(403);
  expect((await dismiss(owner, first.id)).status).toBe(204);
  await erase(owner, uri, second.id);
  expect([await reported(), (await waiting(owner))?.reports]).toEqual([[], 0]);
  const { entries } = (await owner.call<Audit>('GET', `/api/chats/${uri}/audit/`)).body;
  expect(entries.map(({ action, user, details }) => [action, user?.id, details])).toEqual([
    ['message_deleted', author.user.id, { sequence: second.sequence }],
    ['reports_resolved', author.user.id, { sequence: first.sequence, count: 1 }],
  ]);
});

test('an author who deletes it does not take it away from those who look after the chat', async () => {
  const message = await post(author, uri, 'bad');
  await report(member, message.id);
  await erase(author, uri, message.id);
  expect((await reported())[0]?.reports[0]?.text).toBe('bad');
});
