import { sql } from 'kysely';
import type { Insertable, Selectable } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';

export type PasskeyRow = Selectable<Tables['passkeys']>;

export async function insertPasskey(
  tx: Transaction,
  passkey: Omit<Insertable<Tables['passkeys']>, 'id'>,
): Promise<void> {
  await tx.insertInto('passkeys').values(passkey).execute();
}

export function selectPasskeys(db: Database, userId: number): Promise<PasskeyRow[]> {
  return db.selectFrom('passkeys').selectAll().where('user_id', '=', userId).orderBy('id').execute();
}

/** One of somebody who was deactivated is none. */
export function findPasskey(db: Database, credentialId: string): Promise<PasskeyRow | undefined> {
  return db
    .selectFrom('passkeys')
    .innerJoin('users', 'users.id', 'passkeys.user_id')
    .selectAll('passkeys')
    .where('credential_id', '=', credentialId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
}

/** Keeps it until the transaction ends. False when it is gone, or its device has counted as far or further before. */
export async function countUse(tx: Transaction, id: number, counter: number): Promise<boolean> {
  const result = await tx
    .updateTable('passkeys')
    .set({ counter, last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where((is) => is.or([is('counter', '<', counter), sql<boolean>`greatest(counter, ${counter}) = 0`]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** False when the user has no such passkey. */
export async function deletePasskey(tx: Transaction, userId: number, id: number): Promise<boolean> {
  const result = await tx
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function deletePasskeysOf(tx: Transaction, userId: number): Promise<void> {
  await tx.deleteFrom('passkeys').where('user_id', '=', userId).execute();
}
