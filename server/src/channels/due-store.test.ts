import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { join, post, signUp, startChat } from '../../test/client.ts';
import { useServer } from '../../test/use-server.ts';
import { openDatabase, transaction, type Database } from '../database/database.ts';
import { addJob } from '../jobs/add-job.ts';
import { deliver, deliverJob, keyOfDelivery } from './deliver.ts';
import { claim, lockTarget, selectDue, settle, settleClaims } from './due-store.ts';
import { tell } from './tell.ts';

const server = useServer({ ROLES: 'web' });
/** Of no job that there is. */
const job = 0;
let db: Database;
beforeAll(() => void (db = openDatabase(server.database.connection, () => undefined)));
afterAll(() => db.destroy());

test('what is noted for a target just when nothing was found to tell it, is told', async () => {
  const person = await signUp(server.url);
  const { uri } = await startChat(person);
  await person.call('POST', `/api/chats/${uri}/webhooks/`, { url: 'https://example.org/', everything: true });
  const { rows } = await sql<{ chat: number; target: number }>`
    select chats.id as chat, targets.id as target from chats join targets on targets.chat_id = chats.id`.execute(
    db,
  );
  const { chat, target } = rows[0]!;
  const say = async (text: string) => tell(db, { chat, after: (await post(person, uri, text)).sequence - 1 });
  const due = async () =>
    (await transaction(db, (tx) => selectDue(tx, { target, chat }, job, 10)))[0]?.messages;

  await say('told');
  const end = (await due())?.at(-1)?.sequence ?? 0;
  await transaction(db, (tx) => claim(tx, target, job, [{ chat_id: chat, end }]));
  await settleClaims(db, target, [{ chat_id: chat, claimed: end }]);
  let isNoted = false;
  const noted = await transaction(db, async (tx) => {
    await lockTarget(tx, target);
    expect(await selectDue(tx, { target, chat }, job, 10)).toMatchObject([{ messages: null }]);
    const noting = say('meanwhile').then(() => (isNoted = true));
    await vi.waitFor(async () => expect(isNoted || (await countWaiters())).toBeTruthy(), 10_000);
    await settle(tx, target, [chat]);
    return { noting };
  });
  await noted.noting;
  expect(await due()).toMatchObject([{ text: 'meanwhile' }]);
});

test('a job that waits for the end of quiet hours leaves one alone that was put in when they were ended', async () => {
  const [owner, person] = [await signUp(server.url), await signUp(server.url)];
  const { uri } = await startChat(owner);
  await join(person, uri);
  await person.call('POST', `/api/chats/${uri}/webhooks/`, { url: 'https://example.org/' });
  await person.call('PATCH', '/api/users/me/settings/', { quiet_hours: { from: '00:00', to: '00:00' } });
  const { sequence } = await post(owner, uri, 'quietly');
  const { rows } = await sql<{ chat: number; target: number }>`
    select chat_id as chat, id as target from targets where user_id = ${person.user.id}`.execute(db);
  const [delivery = { chat: 0, target: 0 }] = rows;
  await tell(db, { chat: delivery.chat, after: sequence - 1 });
  const key = keyOfDelivery(delivery);
  // It has read what was set, and the settings change now.
  await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker' where key = ${key}`.execute(
    db,
  );
  await addJob(db, deliverJob, delivery, { key });
  const channel = { name: 'webhook', send: () => Promise.reject(new Error('These are quiet hours.')) };
  await deliver(db, [channel], delivery, { id: 0, attempt: 1, signal: new AbortController().signal });
  const waiting = sql`select run_at <= now() as due from graphile_worker.jobs where key = ${key}`;
  expect((await waiting.execute(db)).rows).toEqual([{ due: true }]);
});

async function countWaiters(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length;
}
