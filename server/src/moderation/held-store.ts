import { sql } from 'kysely';
import type { Moderation } from '@chatire/protocol';
import { userJson } from '../accounts/user-store.ts';
import { jsonTime, type Database, type Transaction } from '../database/database.ts';

export interface HeldRow {
  id: number;
  chat_id: number;
  author_id: number;
  client_id: string | null;
  text: string;
  reply_to: number | null;
  created_at: Date;
  refused_at: Date | null;
}

export function insertHeld(
  tx: Transaction,
  held: Pick<HeldRow, 'chat_id' | 'author_id' | 'client_id' | 'text' | 'reply_to'>,
): Promise<HeldRow> {
  return tx.insertInto('held_messages').values(held).returningAll().executeTakeFirstOrThrow();
}

export function findHeldByClientId(
  tx: Transaction,
  authorId: number,
  clientId: string,
): Promise<HeldRow | undefined> {
  return tx
    .selectFrom('held_messages')
    .selectAll()
    .where('author_id', '=', authorId)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
}

/** How many of this author wait. */
export async function countHeldOf(tx: Transaction, chatId: number, authorId: number): Promise<number> {
  const row = await tx
    .selectFrom('held_messages')
    .select((query) => query.fn.countAll<number>().as('count'))
    .where('chat_id', '=', chatId)
    .where('author_id', '=', authorId)
    .where('refused_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Nothing when it is dealt with already. */
export function takeHeld(tx: Transaction, chatId: number, id: number): Promise<HeldRow | undefined> {
  return tx
    .deleteFrom('held_messages')
    .where('chat_id', '=', chatId)
    .where('id', '=', id)
    .where('refused_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Nothing when it is dealt with already. */
export function refuseHeld(tx: Transaction, chatId: number, id: number): Promise<HeldRow | undefined> {
  return tx
    .updateTable('held_messages')
    .set({ text: '', refused_at: sql<Date>`clock_timestamp()` })
    .where('chat_id', '=', chatId)
    .where('id', '=', id)
    .where('refused_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Of people who aren't there any more. */
export async function deleteHeldOf(
  tx: Transaction,
  chatId: number,
  authorIds: readonly number[],
): Promise<void> {
  await tx
    .deleteFrom('held_messages')
    .where('chat_id', '=', chatId)
    .where('author_id', '=', sql<number>`any(${authorIds}::bigint[])`)
    .execute();
}

/** Of one person, in these chats. */
export async function deleteHeldIn(
  tx: Transaction,
  authorId: number,
  chatIds: readonly number[],
): Promise<void> {
  await tx
    .deleteFrom('held_messages')
    .where('author_id', '=', authorId)
    .where('chat_id', '=', sql<number>`any(${chatIds}::bigint[])`)
    .execute();
}

/** From now on this member needs nobody's leave, and has not posted too soon. */
export async function trustMember(tx: Transaction, chatId: number, userId: number): Promise<void> {
  await tx
    .updateTable('members')
    .set({ trusted: true, posted_at: null })
    .where('chat_id', '=', chatId)
    .where('user_id', '=', userId)
    .execute();
}

/** The longest waiting first. */
export async function selectHeld(db: Database, chatId: number): Promise<Moderation['held']> {
  const { rows } = await sql<Moderation['held'][number]>`
    select held_messages.id, ${userJson} as "user", text as message, ${jsonTime('held_messages.created_at')} as at
    from held_messages join users on users.id = held_messages.author_id
    where chat_id = ${chatId} and refused_at is null
    order by held_messages.id limit 100`.execute(db);
  return rows;
}
