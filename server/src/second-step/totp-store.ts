import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

/** Codes that somebody sets up anew; false when they are on already. */
export async function putTotp(db: Database, userId: number, sealed_secret: Buffer): Promise<boolean> {
  const result = await db
    .insertInto('totp')
    .values({ user_id: userId, sealed_secret })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ sealed_secret, last_step: 0 })
        .where('totp.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findTotp(
  db: Database,
  userId: number,
): Promise<{ sealed_secret: Buffer; is_on: boolean } | undefined> {
  return db
    .selectFrom('totp')
    .select(({ eb }) => ['sealed_secret', eb('confirmed_at', 'is not', null).$castTo<boolean>().as('is_on')])
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** False when this code's half minute, or a later one, was used before. */
export async function useStep(db: Database, userId: number, step: number): Promise<boolean> {
  const result = await db
    .updateTable('totp')
    .set({ last_step: step, confirmed_at: sql<Date>`coalesce(confirmed_at, now())` })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function deleteTotp(tx: Transaction, userId: number): Promise<void> {
  await tx.deleteFrom('totp').where('user_id', '=', userId).execute();
}
