import type { Database, Transaction } from '../database/database.ts';

export interface Deletion {
  user_id: number;
  with_messages: boolean;
  done_chat: number;
}

export async function insertDeletion(tx: Transaction, userId: number, withMessages: boolean): Promise<void> {
  await tx.insertInto('deletions').values({ user_id: userId, with_messages: withMessages }).execute();
}

export function findDeletion(
  db: Database,
  userId: number,
): Promise<Pick<Deletion, 'with_messages'> | undefined> {
  return db.selectFrom('deletions').select('with_messages').where('user_id', '=', userId).executeTakeFirst();
}

/** One process at a time goes on with it. Nothing when it is finished. */
export function lockDeletion(tx: Transaction, userId: number): Promise<Deletion | undefined> {
  return tx
    .selectFrom('deletions')
    .select(['user_id', 'with_messages', 'done_chat'])
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();
}

export async function updateDoneChat(tx: Transaction, userId: number, chatId: number): Promise<void> {
  await tx.updateTable('deletions').set({ done_chat: chatId }).where('user_id', '=', userId).execute();
}

export async function deleteDeletion(db: Database, userId: number): Promise<void> {
  await db.deleteFrom('deletions').where('user_id', '=', userId).execute();
}
