import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

/** Messages of an author that aren't deleted, chat by chat. */
export async function selectTextsOf(db: Database, authorId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('messages')
    .select('id')
    .where('author_id', '=', authorId)
    .where('deleted_at', 'is', null)
    .orderBy('chat_id')
    .orderBy('sequence')
    .execute();
  return rows.map((row) => row.id);
}

/** The same in one chat, of the last `seconds`; null: all. */
export async function selectTextsIn(
  tx: Transaction,
  chatId: number,
  authorId: number,
  seconds: number | null,
): Promise<number[]> {
  let query = tx
    .selectFrom('messages')
    .select('id')
    .where('author_id', '=', authorId)
    .where('chat_id', '=', chatId)
    .where('deleted_at', 'is', null)
    .orderBy('sequence');
  if (seconds !== null)
    query = query.where('created_at', '>', sql<Date>`clock_timestamp() - make_interval(secs => ${seconds})`);
  return (await query.execute()).map((row) => row.id);
}

/** In the order of their ids, so that two writers never wait for each other. */
export async function lockChatsOf(tx: Transaction, messageIds: readonly number[]): Promise<void> {
  await sql`
    select id from chats where id in (select chat_id from messages where id = any(${messageIds}::bigint[]))
    order by id for update`.execute(tx);
}

/** Deletes messages, each by an event of its chat. The chats must be locked by an earlier statement. */
export async function eraseTexts(tx: Transaction, ids: readonly number[]): Promise<void> {
  await sql`
    with numbered as (
      select messages.id, messages.chat_id,
        chats.sequence + row_number() over (partition by messages.chat_id order by messages.sequence) as next_sequence
      from messages join chats on chats.id = messages.chat_id
      where messages.id = any(${ids}::bigint[]) and messages.deleted_at is null
    ), gone as (
      update messages set text = '', deleted_at = clock_timestamp(), version = numbered.next_sequence,
        reply_to = null, has_reactions = false, mentions = null, mentions_all = false
      from numbered where messages.id = numbered.id
    ), version as (
      delete from message_versions where message_id in (select id from numbered)
    ), reaction as (
      delete from reactions where message_id in (select id from numbered)
    ), report as (
      delete from reports where message_id in (select id from numbered)
    ), event as (
      insert into events (chat_id, sequence, kind, message_id)
      select chat_id, next_sequence, 'message_deleted', id from numbered
    )
    update chats set sequence = newest.sequence
    from (select chat_id, max(next_sequence) as sequence from numbered group by chat_id) as newest
    where chats.id = newest.chat_id`.execute(tx);
}

/** Rows and all, above `after` up to and with `upTo`: for a chat that is being deleted. */
export async function deleteMessages(
  db: Database,
  chatId: number,
  after: number,
  upTo: number,
): Promise<void> {
  await db
    .deleteFrom('messages')
    .where('chat_id', '=', chatId)
    .where('sequence', '>', after)
    .where('sequence', '<=', upTo)
    .execute();
}
