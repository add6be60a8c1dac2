import { sql } from 'kysely';
import { limits } from '@chatire/protocol';
import type { Database } from '../database/database.ts';

/** False when it was answered before, by whatever process. Of two at the same time one gets it. */
export async function insertUsedChallenge(db: Database, challenge: string): Promise<boolean> {
  const result = await db
    .insertInto('used_challenges')
    .values({ challenge })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Those whose cookie has run out for long. Some at a time: after an attack there are many. */
export async function deleteOldChallenges(db: Database): Promise<void> {
  const before = new Date(Date.now() - 2 * limits.passkeyChallenge);
  const old = sql`select challenge from used_challenges where used_at < ${before} limit 1000 for update skip locked`;
  await sql`delete from used_challenges where challenge in (${old})`.execute(db);
}
