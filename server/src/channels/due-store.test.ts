import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { post, signUp, startChat } from '../../test/client.ts';
import { useServer } from '../../test/use-server.ts';
import { openDatabase, transaction, type Database } from '../database/database.ts';
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

async function countWaiters(): Promise<number> {
  const { rows } = await sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length;
}
