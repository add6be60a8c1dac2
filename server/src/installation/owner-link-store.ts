import type { Database, Transaction } from '../database/database.ts';

export async function hasOwner(db: Database): Promise<boolean> {
  const owner = await db
    .selectFrom('users')
    .select('id')
    .where('server_role', '=', 'owner')
    .executeTakeFirst();
  return owner !== undefined;
}

export async function updateOwnerToken(db: Database, owner_token_hash: Buffer): Promise<void> {
  await db.updateTable('installation').set({ owner_token_hash }).execute();
}

export async function isOwnerToken(db: Database, tokenHash: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('installation')
    .select('only_row')
    .where('owner_token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Uses it up. Of two at the same time one gets it. */
export async function takeOwnerToken(tx: Transaction, tokenHash: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('installation')
    .set({ owner_token_hash: null })
    .where('owner_token_hash', '=', tokenHash)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
