import { randomBytes } from 'node:crypto';
import type { ServerSettings } from '@chatire/protocol';
import type { Database, Transaction } from '../database/database.ts';
import { deletePicture, insertPicture } from '../pictures/picture-store.ts';

export function readSettings(db: Database): Promise<ServerSettings> {
  return db
    .selectFrom('settings')
    .select(['name', 'logo', 'sign_up', 'guests', 'message_length', 'retention_days', 'terms'])
    .executeTakeFirstOrThrow();
}

/** What one of two at the same time does doesn't get lost. */
export async function lockSettings(tx: Transaction): Promise<void> {
  await tx.selectFrom('settings').select('only_row').forUpdate().execute();
}

export async function updateSettings(
  tx: Transaction,
  change: Partial<Omit<ServerSettings, 'logo'>>,
): Promise<void> {
  await tx.updateTable('settings').set(change).execute();
}

/** Null takes it away; the one before is gone. */
export async function replaceLogo(tx: Transaction, bytes: Buffer | null): Promise<void> {
  const before = await tx.selectFrom('settings').select('logo_id').forUpdate().executeTakeFirstOrThrow();
  const logo_id = bytes && randomBytes(16).toString('base64url');
  if (bytes && logo_id) await insertPicture(tx, { id: logo_id, bytes });
  await tx.updateTable('settings').set({ logo_id }).execute();
  if (before.logo_id !== null) await deletePicture(tx, before.logo_id);
}
