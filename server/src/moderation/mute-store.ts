import { sql } from 'kysely';
import type { Moderation } from '@chatire/protocol';
import { userColumns } from '../accounts/user-store.ts';
import { isMuted } from '../chats/chat-store.ts';
import type { Database, Transaction } from '../database/database.ts';

/** Until further notice. */
const farAway = sql<Date>`timestamptz '9999-12-31T00:00:00Z'`;

/** For so many seconds, or until further notice (null). Gives until when. */
export async function muteMember(
  tx: Transaction,
  chatId: number,
  userId: number,
  seconds: number | null,
): Promise<string | null> {
  const until = seconds === null ? farAway : sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
  const row = await tx
    .updateTable('members')
    .set({ muted_until: until })
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .returning('muted_until')
    .executeTakeFirst();
  return row?.muted_until?.toISOString() ?? null;
}

/** False when nobody had muted this member. */
export async function unmuteMember(tx: Transaction, chatId: number, userId: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('members')
    .set({ muted_until: null })
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .where('muted_until', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function selectMuted(db: Database, chatId: number): Promise<Moderation['muted']> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select([...userColumns, 'members.muted_until'])
    .where('chat_id', '=', chatId)
    .where(isMuted)
    .orderBy('muted_until')
    .execute();
  return rows.map(({ muted_until, ...user }) => ({ user, until: muted_until?.toISOString() ?? '' }));
}
