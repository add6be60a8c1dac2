import type { Subscription } from '@chatire/protocol';
import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

/** Nobody is told there any more. */
export async function forgetEndpoint(db: Database, endpoint: string): Promise<void> {
  await sql`delete from targets where channel = 'push' and address ->> 'endpoint' = ${endpoint}`.execute(db);
}

/** In the place of what the sign-in had before. False when it has ended meanwhile. */
export async function insertSubscription(
  tx: Transaction,
  sessionId: string,
  subscription: Subscription,
): Promise<boolean> {
  // With the session held, its end comes before and is seen here, or comes after and takes this along.
  const { numAffectedRows } = await sql`
    insert into targets (channel, user_id, session_id, address)
    select 'push', user_id, id, ${JSON.stringify(subscription)}::jsonb from (
      select id, user_id from sessions
      where id = ${sessionId} and ended_at is null and expires_at > now() for update
    ) as open
    on conflict (session_id) where channel = 'push' do update
      set address = excluded.address, failures = 0, off_at = null, off_because = null, created_at = now()`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

export async function findSubscription(db: Database, sessionId: string): Promise<Subscription | undefined> {
  const { rows } = await sql<{ address: Subscription }>`
    select address from targets where channel = 'push' and session_id = ${sessionId}`.execute(db);
  return rows[0]?.address;
}

export async function deleteSubscription(db: Database, sessionId: string): Promise<void> {
  await sql`delete from targets where channel = 'push' and session_id = ${sessionId}`.execute(db);
}
