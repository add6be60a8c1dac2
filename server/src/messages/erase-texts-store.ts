import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';

/** Deletes every message of an author, each by an event of its chat. The chats must be locked by an earlier statement. */
export async function eraseTextsOf(tx: Transaction, authorId: number): Promise<void> {
  await sql`
    with numbered as (
      select messages.id, messages.chat_id,
        chats.sequence + row_number() over (partition by messages.chat_id order by messages.sequence) as next_sequence
      from messages join chats on chats.id = messages.chat_id
      where messages.author_id = ${authorId} and messages.deleted_at is null
    ), gone as (
      update messages set text = '', deleted_at = clock_timestamp(), version = numbered.next_sequence,
        reply_to = null, has_reactions = false, mentions = null, mentions_all = false
      from numbered where messages.id = numbered.id
    ), version as (
      delete from message_versions where message_id in (select id from numbered)
    ), reaction as (
      delete from reactions where message_id in (select id from numbered)
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
