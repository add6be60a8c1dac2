import type { Database, Transaction } from '../database/database.ts';

export type Pictured = 'users' | 'chats';

/** Nothing for none, or for a user or chat that isn't there. The row is locked. */
export async function lockPictureId(tx: Transaction, of: Pictured, id: number): Promise<string | undefined> {
  const query = tx.selectFrom(of).select('picture_id').where('id', '=', id).forUpdate();
  return (await query.executeTakeFirst())?.picture_id ?? undefined;
}

export async function insertPicture(tx: Transaction, picture: { id: string; bytes: Buffer }): Promise<void> {
  await tx.insertInto('pictures').values(picture).execute();
}

export async function updatePictureId(
  tx: Transaction,
  of: Pictured,
  id: number,
  picture_id: string | null,
): Promise<void> {
  await tx.updateTable(of).set({ picture_id }).where('id', '=', id).execute();
}

export async function deletePicture(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('pictures').where('id', '=', id).execute();
}

export async function selectPicture(db: Database, id: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('pictures').select('bytes').where('id', '=', id).executeTakeFirst();
  return row?.bytes;
}
