import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

export interface Reset {
  token_hash: Buffer;
  user_id: number;
  /** Whether its use takes away what is asked besides the password. */
  without_second_step: boolean;
  expires_at: Date;
}

export async function insertReset(db: Database, reset: Reset): Promise<void> {
  await db.insertInto('resets').values(reset).execute();
}

/** One that can still be used, and whose it is. */
export function findReset(
  db: Database,
  tokenHash: Buffer,
): Promise<{ id: number; username: string; email: string } | undefined> {
  return db
    .selectFrom('resets')
    .innerJoin('users', 'users.id', 'resets.user_id')
    .select(['users.id', 'users.username', 'users.email'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Uses it up. Of two at the same time one gets it. */
export function takeReset(
  tx: Transaction,
  tokenHash: Buffer,
): Promise<{ user_id: number; without_second_step: boolean } | undefined> {
  return tx
    .deleteFrom('resets')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning(['user_id', 'without_second_step'])
    .executeTakeFirst();
}

export async function deleteResetsOf(db: Database, userId: number): Promise<void> {
  await db.deleteFrom('resets').where('user_id', '=', userId).execute();
}

export async function deleteExpiredResets(db: Database): Promise<void> {
  await sql`delete from resets where expires_at < now()`.execute(db);
}
