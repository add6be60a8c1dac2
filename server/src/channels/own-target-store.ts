import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** Where somebody is told of all chats, by the names of channels. */
export async function selectAddresses(
  db: Database,
  userId: number,
  channels: readonly string[],
): Promise<Map<string, unknown>> {
  const { rows } = await sql<{ channel: string; address: unknown }>`
    select channel, address from targets
    where user_id = ${userId} and channel = any(${channels}::text[]) and chat_id is null and off_at is null`.execute(
    db,
  );
  return new Map(rows.map(({ channel, address }) => [channel, address]));
}

/** In the place of what was there before. */
export async function upsertTarget(
  db: Database,
  userId: number,
  channel: string,
  address: string,
): Promise<void> {
  await sql`
    insert into targets (channel, user_id, address) values (${channel}, ${userId}, to_jsonb(${address}::text))
    on conflict (user_id, channel) where chat_id is null and session_id is null do update
      set address = excluded.address, failures = 0, off_at = null, off_because = null, created_at = now()`.execute(
    db,
  );
}

export async function deleteTargetOf(db: Database, userId: number, channel: string): Promise<void> {
  await sql`
    delete from targets where user_id = ${userId} and channel = ${channel} and chat_id is null`.execute(db);
}
