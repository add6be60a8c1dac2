import { sql } from 'kysely';
import type { Moderation } from '@chatire/protocol';
import { userColumns } from '../accounts/user-store.ts';
import type { Database, Transaction } from '../database/database.ts';

/**
 * Only of those who are in the chat, have written there, or were dealt with there: nobody learns by it what a user of some number
 * is called. False when there is nothing to change.
 */
export async function insertBan(tx: Transaction, chatId: number, userId: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into bans (chat_id, user_id)
    select ${chatId}, id from users
    where id = ${userId} and kind <> 'deleted' and (
      exists (select from members where chat_id = ${chatId} and user_id = ${userId})
      or exists (select from messages where chat_id = ${chatId} and author_id = ${userId})
      or exists (select from audit where chat_id = ${chatId} and user_id = ${userId})
    )
    on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Of people who were members until now. */
export async function insertBans(tx: Transaction, chatId: number, userIds: readonly number[]): Promise<void> {
  await sql`
    insert into bans (chat_id, user_id)
    select ${chatId}, id from users where id = any(${userIds}::bigint[]) and kind <> 'deleted'
    on conflict do nothing`.execute(tx);
}

/** False when there was none. */
export async function deleteBan(tx: Transaction, chatId: number, userId: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('bans')
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

export async function isBanned(db: Database, chatId: number, userId: number): Promise<boolean> {
  const found = await db
    .selectFrom('bans')
    .select('user_id')
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return found !== undefined;
}

/** The latest first. */
export async function selectBans(db: Database, chatId: number): Promise<Moderation['banned']> {
  const rows = await db
    .selectFrom('bans')
    .innerJoin('users', 'users.id', 'bans.user_id')
    .select([...userColumns, 'bans.created_at as at'])
    .where('chat_id', '=', chatId)
    .orderBy('bans.created_at', 'desc')
    .execute();
  return rows.map(({ at, ...user }) => ({ user, at: at.toISOString() }));
}
