import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { post, signUp, startChat } from './client.ts';
import { startReceiver } from './receiver.ts';
import { startServer } from './start-server.ts';
import { useServer } from './use-server.ts';

const server = useServer({ NOTICES_AFTER: '0', WEBHOOKS_PRIVATE: 'on', ROLES: 'web' });
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => void (receiver = await startReceiver()));
afterAll(() => receiver.stop());

const startWorker = () =>
  startServer({
    env: { DATABASE_URL: server.database.url, WEBHOOKS_PRIVATE: 'on', ROLES: 'worker', LOG_LEVEL: 'silent' },
  });

test('kill -9 of a worker in the middle of its jobs: each message is told, and none under two ids', async () => {
  const person = await signUp(server.url);
  const chats = await Promise.all([1, 2, 3, 4, 5, 6].map(() => startChat(person)));
  for (const { uri } of chats)
    await person.call('POST', `/api/chats/${uri}/webhooks/`, { url: receiver.url, everything: true });
  const expected: number[] = [];
  const say = async (text: string) => {
    for (const { uri } of chats) expected.push((await post(person, uri, text)).id);
  };

  await say('waits for a worker');
  let worker = await startWorker();
  expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
  expect((await fetch(`${worker.url}/api/chats/`)).status).toBe(404);
  await vi.waitFor(() => expect(told().size).toBe(expected.length), 30_000);
  // It is killed while it waits for answers.
  receiver.answer.status = 0;
  await say('before the kill');
  await vi.waitFor(() => expect(told().size).toBeGreaterThan(chats.length), 30_000);
  await worker.kill();
  receiver.answer.status = 204;
  await say('without a worker');
  worker = await startWorker();
  await vi.waitFor(() => expect(told().size).toBe(expected.length), { timeout: 60_000, interval: 200 });
  await worker.stop();

  expect([...told().keys()].toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  for (const [message, ids] of told()) expect([message, ids.size]).toEqual([message, 1]);
});

test('what a worker was about to tell when it was killed is told with what is said next', async () => {
  receiver.received.splice(0);
  const person = await signUp(server.url);
  const { uri } = await startChat(person);
  await person.call('POST', `/api/chats/${uri}/webhooks/`, { url: receiver.url, everything: true });
  const holder = new pg.Client(server.database.connection);
  await holder.connect();

  const first = await post(person, uri, 'before the kill');
  // It waits for whoever writes in the chat.
  await holder.query('begin');
  await holder.query('select from chats where uri = $1 for update', [uri]);
  let worker = await startWorker();
  await vi.waitFor(async () => {
    const { rows } = await holder.query(
      'select task_identifier from graphile_worker.jobs where locked_at is not null',
    );
    expect(rows).toEqual([{ task_identifier: 'tell' }]);
  }, 30_000);
  await worker.kill();
  await holder.end();
  const second = await post(person, uri, 'without a worker');
  worker = await startWorker();
  await vi.waitFor(() => expect([...told().keys()]).toEqual([first.id, second.id]), 30_000);
  await worker.stop();
});

/** Under which ids each message came. */
function told(): Map<number, Set<string>> {
  const all = new Map<number, Set<string>>();
  for (const { body } of receiver.received) {
    const { id, messages } = JSON.parse(body) as { id: string; messages: { id: number }[] };
    for (const message of messages) all.set(message.id, (all.get(message.id) ?? new Set()).add(id));
  }
  return all;
}
