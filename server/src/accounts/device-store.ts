import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

/** Of one user, so that who never sends the cookie doesn't fill the table. */
const mostDevices = 50;

/** The users who have signed in there before. */
export async function findUsersOfDevice(db: Database, secretHash: Buffer): Promise<Set<number>> {
  const rows = await db
    .selectFrom('devices')
    .select('user_id')
    .where('secret_hash', '=', secretHash)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

export async function upsertDevice(db: Database, userId: number, secretHash: Buffer): Promise<void> {
  await db
    .insertInto('devices')
    .values({ secret_hash: secretHash, user_id: userId })
    .onConflict((conflict) =>
      conflict.columns(['secret_hash', 'user_id']).doUpdateSet({ used_at: sql<Date>`now()` }),
    )
    .execute();
}

/** Those used last stay. The cookies of older ones have run out. */
export async function deleteOldDevices(db: Database, userId: number): Promise<void> {
  await sql`
    delete from devices where user_id = ${userId} and secret_hash in (
      select secret_hash from devices where user_id = ${userId} order by used_at desc offset ${mostDevices}
    )`.execute(db);
}

export async function deleteDevicesOf(db: Database, userId: number): Promise<void> {
  await db.deleteFrom('devices').where('user_id', '=', userId).execute();
}
